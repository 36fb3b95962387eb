/* One cohort as a plain list that is counted anew each time: what tests compare the service with.
 * It shares no code with it. */
#ifndef TESTS_TRAINING_NAIVE_SEATS_H
#define TESTS_TRAINING_NAIVE_SEATS_H

#include <stdbool.h>
#include <stdint.h>

#define NAIVE_PERSONS    8
#define NAIVE_ENROLMENTS 400

enum naive_kind {
    NAIVE_APPLY,
    NAIVE_ACCEPT,
    NAIVE_WITHDRAW,
    NAIVE_COMPLETE,
    NAIVE_FAIL,
    NAIVE_NO_SHOW,
    NAIVE_CAPACITY,
    NAIVE_PLACES, /* on the waiting list */
    NAIVE_START,
    NAIVE_END,
    NAIVE_CANCEL,
    NAIVE_GIVE_CONSENT,
    NAIVE_TAKE_CONSENT,
};

struct naive_command {
    enum naive_kind kind;
    int person;
    int enrolment; /* the number in its id: e<number> */
    int seats;     /* or places */
};

/* The numbers of EnrolmentState and CohortState. */
enum {
    NAIVE_WAITLISTED = 2,
    NAIVE_OFFERED,
    NAIVE_ENROLLED,
    NAIVE_WITHDREW,
    NAIVE_LAPSED,
    NAIVE_COMPLETED,
    NAIVE_FAILED,
    NAIVE_MISSED,
    NAIVE_CANCELLED,
};
enum {
    NAIVE_OPEN = 2,
    NAIVE_RUNNING,
    NAIVE_OVER,
    NAIVE_CALLED_OFF,
};

struct naive_enrolment {
    int64_t hold; /* seconds since 1970; 0: was never offered */
    int number;
    int person;
    int state;
    int unused;
};

/* In the order of applications. */
struct naive_seats {
    struct naive_enrolment enrolments[NAIVE_ENROLMENTS];
    int count;
    int capacity;
    int places;
    int state;
    bool consents[NAIVE_PERSONS];
};

struct naive_answer {
    const char *reason; /* "": it was done */
    int state;          /* of the enrolment or cohort that was asked for */
    int sequence;
    int place;
};

void naive_begin(struct naive_seats *seats, int capacity, int places);
/* Do it at this time, or refuse it and change nothing. */
struct naive_answer naive_do(struct naive_seats *seats, const struct naive_command *command,
                             int64_t now);

int naive_taken(const struct naive_seats *seats);
int naive_waiting(const struct naive_seats *seats);
/* Of those who wait: how many do, up to this one; 0: this one does not. */
int naive_place(const struct naive_seats *seats, int i);

#endif
