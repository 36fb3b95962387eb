/* Checks and wire forms that nouns of all services share: titles, money, dates that have been,
 * pages, etags.
 *
 * Thread   Any.
 * Memory   Texts and messages made here live in the arena given, or in that of the check. */
#ifndef CV_SERVICE_FIELD_H
#define CV_SERVICE_FIELD_H

#include "app/check.h"
#include "app/page.h"
#include "app/wire.h"
#include "caravan/common/v1/money.pb-c.h"
#include "rpc/call.h"

#define CV_FIELD_TITLE_MAX     200
#define CV_FIELD_REFERENCE_MAX 100
#define CV_FIELD_REASON_MAX    200
/* 10^14 fen is a trillion yuan; 90,000 such amounts still add up in 64 bits. */
#define CV_FIELD_MONEY_MAX INT64_C(100000000000000)

struct cv_money {
    const char *currency; /* as asked; may be "" */
    int64_t minor;
};

/* One title in either language will do: `field` is that of the English one. */
void cv_field_titles(struct cv_check *check, const char *field, const char *title,
                     const char *title_zh);

/* Greater than zero. */
struct cv_money cv_field_money(struct cv_check *check, const char *field,
                               const Caravan__Common__V1__Money *message);
Caravan__Common__V1__Money *cv_field_money_wire(struct cv_arena *arena, const char *currency,
                                                int64_t minor);

/* A day that has begun somewhere. */
int32_t cv_field_past_date(struct cv_check *check, const char *field,
                           const Google__Type__Date *message, bool required);

/* One of the enum's values; not the first, "unspecified", unless `required` is false. */
void cv_field_enum(struct cv_check *check, const char *field, const ProtobufCEnumDescriptor *type,
                   int64_t value, bool required);

/* The page of a List method; its token is bound to the call's method and organisation. */
void cv_field_page(struct cv_check *check, const struct cv_call *call, const char *parent,
                   int32_t page_size, const char *page_token, struct cv_page *page);

/* "1200.00 CNY", for messages to people. */
const char *cv_field_money_text(struct cv_arena *arena, const char *currency, int64_t minor);
/* "2025-03-31", for messages to people. */
const char *cv_field_date_text(struct cv_arena *arena, int32_t date);

/* ---- versions ---- */

const char *cv_field_etag(struct cv_arena *arena, int64_t version);
/* An update must say what it read: required. */
void cv_field_etag_given(struct cv_check *check, const char *field, const char *etag);
/* ABORTED, ETAG_MISMATCH, unless `etag` is that of `version`, or "*". */
struct cv_status cv_field_etag_match(struct cv_arena *arena, const char *etag, int64_t version);

/* Take the field only if the mask says so. */
#define CV_FIELD_TAKE(mask, bit, to, from)                                                         \
    do {                                                                                           \
        if (((mask)&UINT32_C(1) << (bit)) != 0)                                                    \
            (to) = (from);                                                                         \
    } while (0)

#endif
