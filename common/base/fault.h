/* Points at which a test can make the program fail, counted and swept rather than listed.
 *
 * Every allocation, statement, COMMIT and socket write asks cv_fault_tick() first. A test arms
 * point 1, then 2, then 3 ... until a round in which nothing fired, so no point can be forgotten.
 * Release builds compile the question away.
 *
 * Thread   Any; the count is shared by all threads of the process. */
#ifndef CV_BASE_FAULT_H
#define CV_BASE_FAULT_H

#include <stdbool.h>

enum cv_fault {
    CV_FAULT_ALLOC = 1,
    CV_FAULT_STATEMENT = 2,
    CV_FAULT_COMMIT = 4,
    CV_FAULT_WRITE = 8,
    CV_FAULT_ANY = 15,
    /* Not of any: whether there is a savepoint depends on what was refused before, and a sweep
     * counts on the same points each round. */
    CV_FAULT_SAVEPOINT = 16,
};

#ifdef CV_FAULT_POINTS
bool cv_fault_tick(enum cv_fault kind); /* true: behave as if this operation had failed */
void cv_fault_arm(unsigned kinds, unsigned long nth); /* fail the nth from now on, once */
void cv_fault_off(void);
bool cv_fault_fired(void);           /* since it was armed */
unsigned long cv_fault_passed(void); /* points passed since then: what something costs */
#else
static inline bool cv_fault_tick(enum cv_fault kind)
{
    (void)kind;
    return false;
}
#endif

#endif
