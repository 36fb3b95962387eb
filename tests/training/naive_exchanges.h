/* Assignments, mentor pairs and answers as simply as they can be said: each a row of a table, days
 * as bits of a word. For tests: the answers of the service are compared with these. */
#ifndef TESTS_TRAINING_NAIVE_EXCHANGES_H
#define TESTS_TRAINING_NAIVE_EXCHANGES_H

#define NAIVE_PERSONS     2
#define NAIVE_ASSIGNMENTS 4
#define NAIVE_ENTRIES     4
#define NAIVE_PAIRS       2
#define NAIVE_OUTCOMES    3
#define NAIVE_DAYS        60 /* of May and June; what may be planned ends before */

enum naive_kind {
    NAIVE_CREATE,
    NAIVE_UPDATE,
    NAIVE_MOVE,
    NAIVE_ENTER,
    NAIVE_STRIKE,
    NAIVE_PAIR,
    NAIVE_PAIR_MOVE,
    NAIVE_ANSWER,
    NAIVE_ANSWER_STRIKE,
    NAIVE_GIVE,
    NAIVE_WITHDRAW,
    NAIVE_KINDS
};

struct naive_command {
    enum naive_kind kind;
    int row; /* of its table */
    int person;
    int other; /* assignment of an entry; mark of an answer */
    int move;
    int first; /* days from 1 May: planned; or the one day */
    int last;
    int count; /* of days worked */
    int purpose;
};

/* Of numbers only, so that two can be compared byte by byte. */
struct naive_exchanges {
    struct {
        int there;
        int person;
        int state; /* 1 to 6, as AssignmentState */
        int planned_first, planned_last;
        int first, last; /* actual; -1: none */
        int version;
    } assignments[NAIVE_ASSIGNMENTS];
    struct {
        int there;
        int struck;
        int assignment;
        int day;
        int count;
    } entries[NAIVE_ENTRIES];
    struct {
        int state; /* 0: not there; 1 to 4, as MentorPairState */
        int mentor;
    } pairs[NAIVE_PAIRS];
    struct {
        int there;
        int struck;
        int person;
        int mark;
    } outcomes[NAIVE_OUTCOMES];
    int consents[NAIVE_PERSONS][6]; /* by purpose */
};

/* The reason that the service must give; "": it does it. */
const char *naive_do(struct naive_exchanges *model, const struct naive_command *command);

int naive_days_of(const struct naive_exchanges *model, int assignment);

#endif
