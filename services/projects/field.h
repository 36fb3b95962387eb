/* Checks and wire forms that several nouns share: titles, money, dates that have been, etags. */
#ifndef PROJECTS_FIELD_H
#define PROJECTS_FIELD_H

#include "app/check.h"
#include "app/page.h"
#include "app/wire.h"
#include "caravan/common/v1/money.pb-c.h"
#include "rpc/call.h"

#define FIELD_TITLE_MAX     200
#define FIELD_REFERENCE_MAX 100
#define FIELD_REASON_MAX    200
/* 10^14 fen is a trillion yuan; 90,000 such amounts still add up in 64 bits. */
#define FIELD_MONEY_MAX INT64_C(100000000000000)

#define PROGRAMME_NAME "programmes/@"
#define PROJECT_NAME   PROGRAMME_NAME "/projects/@"

struct money {
    const char *currency; /* "": the programme's */
    int64_t minor;
};

/* One title in either language will do: `field` is that of the English one. */
void field_titles(struct cv_check *check, const char *field, const char *title,
                  const char *title_zh);

/* Greater than zero. */
struct money field_money(struct cv_check *check, const char *field,
                         const Caravan__Common__V1__Money *message);
Caravan__Common__V1__Money *field_money_wire(struct cv_arena *arena, const char *currency,
                                             int64_t minor);

/* INVALID_ARGUMENT, with `field`, unless the currency asked for is "" or the programme's. */
struct cv_status field_currency_match(struct cv_arena *arena, const char *field, const char *asked,
                                      const char *currency);

/* The id in the name of something else of the same project; `ids`: of programme and project. In the
 * arena. */
const char *field_child_id(struct cv_check *check, const char *field, const char *name,
                           const char *pattern, const struct cv_id ids[2]);
/* The name of something in a project; "" for the id "". */
char *field_child_name(struct cv_arena *arena, const struct cv_id ids[2], const char *collection,
                       const char *id);

/* A day that has begun somewhere. */
int32_t field_past_date(struct cv_check *check, const char *field,
                        const Google__Type__Date *message, bool required);

/* One of the enum's values; not the first, "unspecified", unless `required` is false. */
void field_enum(struct cv_check *check, const char *field, const ProtobufCEnumDescriptor *type,
                int64_t value, bool required);

/* The page of a List method; its token is bound to the call's method and organisation. */
void field_page(struct cv_check *check, const struct cv_call *call, const char *parent,
                int32_t page_size, const char *page_token, struct cv_page *page);

/* "1200.00 CNY", for messages to people. */
const char *field_money_text(struct cv_arena *arena, const char *currency, int64_t minor);
/* "2025-03-31", for messages to people. */
const char *field_date_text(struct cv_arena *arena, int32_t date);

/* ---- versions ---- */

const char *field_etag(struct cv_arena *arena, int64_t version);
/* An update must say what it read: required. */
void field_etag_given(struct cv_check *check, const char *field, const char *etag);
/* ABORTED, ETAG_MISMATCH, unless `etag` is that of `version`, or "*". */
struct cv_status field_etag_match(struct cv_arena *arena, const char *etag, int64_t version);

/* Take the field only if the mask says so. */
#define FIELD_TAKE(mask, bit, to, from)                                                            \
    do {                                                                                           \
        if (((mask)&UINT32_C(1) << (bit)) != 0)                                                    \
            (to) = (from);                                                                         \
    } while (0)

#endif
