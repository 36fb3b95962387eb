/* What a report of a corridor reads: departures and arrivals as they were known, and what was
 * carried. */
#ifndef LOGISTICS_REPORT_STORE_H
#define LOGISTICS_REPORT_STORE_H

#include "service/books_store.h"
#include "trip/held.h"

/* What is looked at. Rows read are in books->arena. */
struct report_view {
    struct cv_books *books;
    struct cv_uuid corridor;
    int64_t known_us; /* nothing recorded later */
    int32_t through;  /* nothing dated later */
    int32_t start_on; /* of the departure; both included */
    int32_t end_on;
};

/* A trip that has left, sorted by uid. */
struct report_trip {
    struct cv_uuid uid;
    const char *id;
    int64_t direction;
    int64_t path_version;
    int64_t recorded_us; /* of the newest of its events */
    int32_t left_on;     /* by the clock there */
    int64_t boxes;
    int64_t units;
    int64_t empty_boxes;
    bool counts;             /* in the period */
    struct trip_hold *holds; /* as trip_held_us() takes them */
    size_t hold_count;
};

/* Said of a trip at a point. */
struct report_time {
    size_t trip;
    int64_t point;
    const char *place; /* the id */
    int64_t kind;      /* a TripEventKind: arrived or departed */
    int64_t classifier;
    int64_t us;
    int64_t offset_minutes;
    int64_t recorded_us;
    int64_t first_us; /* the first plan of the arrival */
};

/* By trip, in the order of recording: what was true as it was known. `trips`: all of the
 * corridor, each with the holds that are not the carrier's. */
struct cv_status report_times(struct report_view *view, struct report_trip **trips,
                              size_t *trip_count, struct report_time **times, size_t *count);
/* Boxes of the trips. */
struct cv_status report_boxes(struct report_view *view, struct report_trip *trips, size_t count);

/* Goods that were carried; negative ones take back others. */
struct report_goods {
    const struct report_trip *trip;
    struct cv_uuid consignment;
    int64_t chapter;
    const char *consignor;
    const char *consignor_uscc;
    const char *currency;
    int64_t packages;
    int64_t grams;
    int64_t minor;
};

/* Each row of a trip that counts, by trip. Texts of one trip's consignor may be one text. */
struct cv_status report_goods(struct report_view *view, const struct report_trip *trips,
                              size_t count, void (*take)(void *arg, const struct report_goods *),
                              void *arg);

/* The id of a consignment. */
struct cv_status report_consignment(struct report_view *view, struct cv_uuid uid, const char **id);

#endif
