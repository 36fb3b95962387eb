/* Results of trade events in the store. A reversal repeats the row it names, and neither of the two
 * counts any more. */
#ifndef PROJECTS_TRADE_RESULT_STORE_H
#define PROJECTS_TRADE_RESULT_STORE_H

#include "programme/programme_store.h"
#include "record_store.h"

/* The numbers of a TradeResultKind. */
enum trade_result_kind {
    TRADE_RESULT_EXHIBITORS = 1,
    TRADE_RESULT_ITEMS_SHOWN,
    TRADE_RESULT_ORDERS,
    TRADE_RESULT_LETTERS,
    TRADE_RESULT_KINDS
};

struct trade_result {
    struct record record; /* the amount is in minor units; 0: the kind has none */
    const char *event;    /* its id */
    struct cv_uuid event_uid;
    int64_t kind;
    int64_t quantity;
    const char *letter; /* the id of the letters of intent that these orders came of; "": none */
    struct cv_uuid letter_uid;
};

/* Which results of a list; "" and 0 choose nothing. */
struct trade_result_choice {
    const char *event;
    int64_t kind;
};

struct cv_status trade_result_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                                  struct trade_result *result);
/* Sets the uids and recorded_us. NOT_FOUND for its event and its letter; INVALID_ARGUMENT for a
 * letter that is none of this event; FAILED_PRECONDITION: WRONG_STATE, LETTER_EXCEEDED. */
struct cv_status trade_result_insert(struct cv_books *books, struct cv_uuid programme,
                                     struct trade_result *result);
/* `result`: the reversal, as recorded. asked->effective_on is CV_DATE_NONE. FAILED_PRECONDITION:
 * LETTER_ORDERED. */
struct cv_status trade_result_reverse(struct cv_books *books, struct cv_uuid programme,
                                      const char *id, const struct reversal *asked,
                                      struct trade_result *result);
struct cv_status trade_result_list(struct cv_books *books, struct cv_uuid programme,
                                   const struct trade_result_choice *choice,
                                   struct cv_listed *listed);

#endif
