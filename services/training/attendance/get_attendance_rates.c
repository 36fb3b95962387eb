#include "attendance/attendance.h"
#include "learning.h"
#include "share.h"

static Caravan__Training__V1__AttendanceRate *rate_wire(struct cv_arena *arena, char *name,
                                                        const struct attendance_count *count)
{
    Caravan__Training__V1__AttendanceRate *message = cv_arena_alloc(arena, sizeof(*message));
    int64_t there = count->counts[ATTENDANCE_PRESENT] + count->counts[ATTENDANCE_LATE];
    int64_t whole = there + count->counts[ATTENDANCE_ABSENT];

    if (message == NULL)
        return NULL;
    caravan__training__v1__attendance_rate__init(message);
    message->name = name;
    message->present = count->counts[ATTENDANCE_PRESENT];
    message->late = count->counts[ATTENDANCE_LATE];
    message->absent = count->counts[ATTENDANCE_ABSENT];
    message->excused = count->counts[ATTENDANCE_EXCUSED];
    if (whole > 0) {
        message->rate_case = CARAVAN__TRAINING__V1__ATTENDANCE_RATE__RATE_BASIS_POINTS;
        message->basis_points = share_of(there, whole);
    }
    return message;
}

static Caravan__Training__V1__AttendanceRates *rates_wire(struct cv_arena *arena,
                                                          const struct cohort *cohort,
                                                          const struct attendance_count *counts,
                                                          size_t count)
{
    Caravan__Training__V1__AttendanceRates *message = cv_arena_alloc(arena, sizeof(*message));
    char *name = cv_arena_printf(arena, "courses/%s/cohorts/%s", cohort->course, cohort->id);
    struct attendance_count sum = {.enrolment = ""};

    if (message == NULL)
        return NULL;
    caravan__training__v1__attendance_rates__init(message);
    message->enrolments = cv_arena_array(arena, count + 1, sizeof(*message->enrolments));
    for (size_t i = 0; message->enrolments != NULL && i < count; i++) {
        for (int state = ATTENDANCE_PRESENT; state <= ATTENDANCE_LATE; state++)
            sum.counts[state] += counts[i].counts[state];
        message->enrolments[message->n_enrolments++] =
            rate_wire(arena, cv_arena_printf(arena, "%s/enrolments/%s", name, counts[i].enrolment),
                      &counts[i]);
    }
    message->cohort = rate_wire(arena, name, &sum);
    return message;
}

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct attendance_count *counts;
    struct cohort cohort;
    size_t count;
    struct cv_status status = cohort_get(books, ids[0].text, ids[1].text, NULL, &cohort);

    if (cv_ok(status))
        status = attendance_counts(books, cohort.uid, &counts, &count);
    if (cv_ok(status))
        *message = rates_wire(books->arena, &cohort, counts, count);
    return status;
}

LOOKUP_METHOD(learning, attendance_rates, AttendanceRates, COHORT_NAME);
