/* Readers in the store: what sends scans, each with a running number of its own. */
#ifndef LOGISTICS_READER_STORE_H
#define LOGISTICS_READER_STORE_H

#include "service/books_store.h"

#define READER_HANDHELD 2 /* a ReaderKind */

struct reader {
    int64_t no; /* from 1, in its hub; 0 is the hub itself */
    const char *id;
    const char *title;
    int64_t kind;           /* a ReaderKind */
    int64_t durable_number; /* the highest on disk */
    int64_t skew_us;        /* how far its clock was behind ours, when it last said */
    int64_t last_us;        /* heard of last; 0: never */
    int64_t version;
    int64_t created_us;
    int64_t recorded_us;
};

/* NOT_FOUND: this hub has none of that id. */
struct cv_status reader_get(struct cv_books *books, int64_t hub_no, const char *id,
                            struct reader *reader);
/* "" for 0. */
struct cv_status reader_id_of(struct cv_books *books, int64_t hub_no, int64_t no, const char **id);
/* 0: there is none of this number. */
struct cv_status reader_kind_of(struct cv_books *books, int64_t hub_no, int64_t no, int64_t *kind);
/* Gives it its number. */
struct cv_status reader_insert(struct cv_books *books, int64_t hub_no, struct reader *reader);
/* Its title, as the version after its own; ABORTED when that is no longer the newest. */
struct cv_status reader_replace(struct cv_books *books, int64_t hub_no, struct reader *reader);
/* Its durable_number, skew_us and last_us. */
struct cv_status reader_advance(struct cv_books *books, int64_t hub_no,
                                const struct reader *reader);
struct cv_status reader_list(struct cv_books *books, int64_t hub_no, struct cv_listed *listed);

#endif
