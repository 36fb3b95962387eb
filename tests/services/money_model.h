/* What the projects service should do with money, as plainly as it can be said: rows as they were
 * recorded, with no accounts; every limit is added up anew from all of them each time it is asked
 * for. Shares no code with the service.
 *
 * Days count from 1; times are those the service recorded at. */
#ifndef TESTS_SERVICES_MONEY_MODEL_H
#define TESTS_SERVICES_MONEY_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MONEY_IDS   60              /* of each table that a caller can choose */
#define MONEY_SLOTS (2 * MONEY_IDS) /* the rest are made by the service beside those */
#define MONEY_LINES 6
#define MONEY_DAYS  20
#define MONEY_NEVER INT64_MAX
#define MONEY_NONE  (-1)

enum money_table {
    MONEY_LINE,
    MONEY_CHANGE,
    MONEY_PROMISE,
    MONEY_PAYMENT,
    MONEY_TABLES
};

/* As in the API; NONE: there is none. */
enum money_state {
    MONEY_ABSENT,
    MONEY_DRAFT,
    MONEY_SUBMITTED,
    MONEY_APPROVED,
    MONEY_REJECTED = 5,
    MONEY_WITHDRAWN,
};

struct money_row {
    enum money_state state;
    int of; /* the line it is of; of a payment the promise; of a line itself */
    int64_t amount;
    int64_t posted;
    int day;
    unsigned makers; /* a bit each */
    int judge;
    int version;
    int64_t held_us;
    int64_t resolved_us;
    int64_t posted_us;
    int reverses;
    int reversed_by;
    int pair; /* the other one of a transfer */
    bool gets;
    bool closed; /* a line reversed, a promise released or reversed */
};

struct money_model {
    struct money_row rows[MONEY_TABLES][MONEY_SLOTS];
};

enum money_command_kind {
    MONEY_CREATE,
    MONEY_REVERSE,
    MONEY_RELEASE,
    MONEY_REFUND,
    MONEY_EDIT,
    MONEY_SUBMIT,
    MONEY_APPROVE,
    MONEY_REJECT,
    MONEY_WITHDRAW,
    MONEY_COMMANDS
};

struct money_command {
    enum money_command_kind kind;
    enum money_table table;
    int who;
    int id;      /* of what is made; of what is moved or cancelled */
    int made;    /* the id of what cancels */
    int of;      /* the line or promise to take from */
    int to;      /* the line that a transfer goes to, else NONE */
    int64_t sum; /* signed in a change; 0: approve all of it */
    int day;     /* 0 in a reversal: that of the row */
    bool draft;
    int version; /* as the caller read it */
};

void money_begin(struct money_model *model);
/* Would the service accept it now? */
bool money_allows(const struct money_model *model, const struct money_command *command);
/* It did, at this time. */
void money_apply(struct money_model *model, const struct money_command *command, int64_t us);

/* What a line or a promise has now, what was taken from it, and what is reserved of it. */
int64_t money_limit(const struct money_model *model, enum money_table table, int id);
int64_t money_taken(const struct money_model *model, enum money_table table, int id);
int64_t money_pending(const struct money_model *model, enum money_table table, int id);
/* Budget >= commitments >= disbursements >= 0 of every line, on every day, as it is known now. */
bool money_holds(const struct money_model *model);

/* The sums of one line as it was known then, of what is dated up to that day. */
struct money_sums {
    int64_t budget;
    int64_t original;
    int64_t committed;
    int64_t disbursed;
};
struct money_sums money_sums_at(const struct money_model *model, int line, int64_t known_us,
                                int day);

#endif
