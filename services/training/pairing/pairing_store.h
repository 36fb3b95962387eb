/* Pairings of institutions in the store. */
#ifndef TRAINING_PAIRING_STORE_H
#define TRAINING_PAIRING_STORE_H

#include "exchange_record_store.h"

struct pairing {
    struct exchange_record record;
    int64_t kind;     /* a PairingKind */
    const char *home; /* its id */
    const char *host; /* its id */
    int32_t starts_on;
    int32_t agreed_until; /* the last day; CV_DATE_NONE: none agreed */
    const char *agreement;
    int32_t ended_on; /* its first day without it; CV_DATE_NONE: goes on */
};

/* Sets the uid and times. NOT_FOUND for its organisations. */
struct cv_status pairing_insert(struct cv_books *books, struct pairing *pairing);
/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status pairing_find(struct cv_books *books, const char *id, const char *field,
                              struct pairing *pairing);
struct cv_status pairing_get(struct cv_books *books, const char *id, struct pairing *pairing);
struct cv_status pairing_list(struct cv_books *books, struct cv_listed *listed);
/* FAILED_PRECONDITION: ALREADY_ENDED, ALREADY_STRUCK; INVALID_ARGUMENT: before it began. */
struct cv_status pairing_end(struct cv_books *books, struct pairing *pairing, int32_t ended_on,
                             const char *reason);

#endif
