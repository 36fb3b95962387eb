/* Consignments in the store: an identity, every version it had with its lines and papers, and how
 * far each line has come. */
#ifndef LOGISTICS_CONSIGNMENT_STORE_H
#define LOGISTICS_CONSIGNMENT_STORE_H

#include "consignment/stock_store.h"
#include "service/books_store.h"

/* As ConsignmentState in consignment.proto. */
enum consignment_state {
    CONSIGNMENT_DRAFT = 1,
    CONSIGNMENT_SUBMITTED,
    CONSIGNMENT_ACCEPTED,
    CONSIGNMENT_LOADED,
    CONSIGNMENT_IN_TRANSIT,
    CONSIGNMENT_ARRIVED,
    CONSIGNMENT_AVAILABLE,
    CONSIGNMENT_PARTLY_DELIVERED,
    CONSIGNMENT_DELIVERED,
    CONSIGNMENT_CLOSED,
    CONSIGNMENT_REJECTED,
    CONSIGNMENT_CANCELLED,
    CONSIGNMENT_RETURNED,
};

/* As ConsignmentFlag; each a bit in `flags`. */
enum consignment_flag {
    CONSIGNMENT_CUSTOMS_HOLD = 1,
    CONSIGNMENT_SHORTAGE,
    CONSIGNMENT_DAMAGE,
    CONSIGNMENT_CLAIM,
};
#define CONSIGNMENT_FLAG(flag) (INT64_C(1) << (flag))

struct goods_line {
    const char *description;
    const char *hs_code;
    int64_t hs_edition;
    int64_t packages;
    int64_t grams;
    int64_t minor;
    const char *package_ids; /* one a line */
    struct stock stock;
};

struct paper {
    int64_t kind;
    const char *reference;
    int32_t issued_on;
};

struct party {
    const char *title;
    const char *uscc;
};

struct consignment {
    struct cv_uuid uid;
    const char *id;
    struct cv_uuid corridor_uid;
    const char *corridor; /* the id */
    int64_t version;
    int64_t created_us;
    int64_t recorded_us;
    int64_t state;
    int64_t flags;
    const char *returns; /* ids; "": none */
    const char *returned_by;

    /* of the version */
    const char *reason; /* of an amendment; "": none */
    struct party consignor;
    struct party consignee;
    const char *origin; /* places, by id */
    const char *destination;
    int64_t direction;
    const char *incoterm;
    const char *incoterm_place;
    const char *currency; /* "": no value said yet */
    const char *project;
    struct goods_line *lines;
    size_t line_count;
    struct paper *papers;
    size_t paper_count;
};

/* Sets uid, version and times. ALREADY_EXISTS; FAILED_PRECONDITION, PACKAGE_CLAIMED. */
struct cv_status consignment_insert(struct cv_books *books, struct consignment *consignment);
/* With lines and papers. NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status consignment_get(struct cv_books *books, const char *id, const char *field,
                                 struct consignment *consignment);
/* The version after its own; what is booked stays booked (stock_resize()). Sets version and
 * recorded_us. ABORTED; FAILED_PRECONDITION: PACKAGE_CLAIMED, AMENDED_BELOW_BOOKED. */
struct cv_status consignment_replace(struct cv_books *books, struct consignment *consignment);
struct cv_status consignment_list(struct cv_books *books, struct cv_listed *listed);
/* Version `version` of it into `past`; without stock. */
struct cv_status consignment_version(struct cv_books *books, const struct consignment *consignment,
                                     int64_t version, struct consignment *past);

/* Its state, flags and returned_by, as they are in the struct. */
struct cv_status consignment_move(struct cv_books *books, const struct consignment *consignment);
/* What was said of it: a state (0: none) or a flag (0: none) opened or closed. */
struct cv_status consignment_note(struct cv_books *books, const struct consignment *consignment,
                                  int64_t state, int64_t flag, bool opened, const char *reason);
/* Its packages may be claimed by another one. */
struct cv_status consignment_release(struct cv_books *books, struct cv_uuid uid);

/* While its state is between ACCEPTED and ARRIVED: what boxes and trips make of it. */
struct cv_status consignment_follow(struct cv_books *books, struct cv_uuid uid);

#endif
