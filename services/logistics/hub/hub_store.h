/* Hubs in the store, each with the running numbers of its log. */
#ifndef LOGISTICS_HUB_STORE_H
#define LOGISTICS_HUB_STORE_H

#include "service/books_store.h"

#define HUB_SHIFTS_MAX 6

/* What a hub counts by, and how far its log has come. */
struct hub_ref {
    int64_t no; /* from 1, in the organisation */
    int64_t offset_minutes;
    int64_t shifts[HUB_SHIFTS_MAX]; /* minutes of the day at which they begin */
    int64_t shift_count;
    int64_t seq;       /* the last of the log */
    int64_t parcel_no; /* the last given out */
    int32_t closed_on; /* the days until here are closed */
};

struct hub {
    struct hub_ref ref;
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us;
};

/* NOT_FOUND: there is none. */
struct cv_status hub_find(struct cv_books *books, const char *id, struct hub_ref *ref);
struct cv_status hub_get(struct cv_books *books, const char *id, struct hub *hub);
/* Gives it its number. */
struct cv_status hub_insert(struct cv_books *books, struct hub *hub);
/* Its titles, as the version after its own; ABORTED when that is no longer the newest. */
struct cv_status hub_replace(struct cv_books *books, struct hub *hub);
struct cv_status hub_list(struct cv_books *books, struct cv_listed *listed);

/* Every hub of every organisation, for the verification of a whole store; in the arena. */
struct hub_place {
    const char *org;
    const char *id;
};
struct cv_status hub_places(struct cv_tx *tx, struct cv_arena *arena, struct hub_place **places,
                            size_t *count);

/* The log has come to ref->seq and ref->parcel_no. */
struct cv_status hub_advance(struct cv_books *books, const struct hub_ref *ref);
struct cv_status hub_close(struct cv_books *books, const struct hub_ref *ref, int32_t day);

#endif
