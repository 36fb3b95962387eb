/* A person is told his own records also where his consent was withdrawn and others are not. */
#include "privacy/export_exchanges.h"

#include "assignment/assignment.h"
#include "assignment_entry/assignment_entry.h"
#include "base/arena.h"
#include "employment_outcome/employment_outcome.h"
#include "mentor_pair/mentor_pair.h"

#include <string.h>

static struct cv_status assignments(struct cv_books *books, const struct person *person,
                                    Caravan__Training__V1__PersonExport *message)
{
    struct assignment *rows = NULL;
    size_t count = 0;
    struct cv_status status = assignment_of(books, person->uid, &rows, &count);

    message->assignments = cv_arena_array(books->arena, count + 1, sizeof(*message->assignments));
    for (size_t i = 0; cv_ok(status) && message->assignments != NULL && i < count; i++) {
        rows[i].person = person->id;
        message->assignments[message->n_assignments++] = assignment_wire(books->arena, &rows[i]);
    }
    return status;
}

static struct cv_status entries(struct cv_books *books, const struct person *person,
                                Caravan__Training__V1__PersonExport *message)
{
    struct assignment_entry *rows = NULL;
    size_t count = 0;
    struct cv_status status = assignment_entry_of(books, person->uid, &rows, &count);

    message->assignment_entries =
        cv_arena_array(books->arena, count + 1, sizeof(*message->assignment_entries));
    for (size_t i = 0; cv_ok(status) && message->assignment_entries != NULL && i < count; i++)
        message->assignment_entries[message->n_assignment_entries++] =
            assignment_entry_wire(books->arena, &rows[i]);
    return status;
}

static struct cv_status mentor_pairs(struct cv_books *books, const struct person *person,
                                     Caravan__Training__V1__PersonExport *message)
{
    struct mentor_pair *rows = NULL;
    size_t count = 0;
    struct cv_status status = mentor_pair_of(books, person->uid, &rows, &count);

    message->mentor_pairs = cv_arena_array(books->arena, count + 1, sizeof(*message->mentor_pairs));
    for (size_t i = 0; cv_ok(status) && message->mentor_pairs != NULL && i < count; i++) {
        if (memcmp(&rows[i].mentor_uid, &person->uid, sizeof(person->uid)) == 0)
            rows[i].mentor = person->id;
        else
            rows[i].mentee = person->id;
        message->mentor_pairs[message->n_mentor_pairs++] = mentor_pair_wire(books->arena, &rows[i]);
    }
    return status;
}

static struct cv_status outcomes(struct cv_books *books, const struct person *person,
                                 Caravan__Training__V1__PersonExport *message)
{
    struct employment_outcome *rows = NULL;
    size_t count = 0;
    struct cv_status status = employment_outcome_of(books, person->uid, &rows, &count);

    message->employment_outcomes =
        cv_arena_array(books->arena, count + 1, sizeof(*message->employment_outcomes));
    for (size_t i = 0; cv_ok(status) && message->employment_outcomes != NULL && i < count; i++) {
        rows[i].hidden = false;
        message->employment_outcomes[message->n_employment_outcomes++] =
            employment_outcome_wire(books->arena, &rows[i]);
    }
    return status;
}

struct cv_status export_exchanges(struct cv_books *books, const struct person *person,
                                  Caravan__Training__V1__PersonExport *message)
{
    struct cv_status status = assignments(books, person, message);

    if (cv_ok(status))
        status = entries(books, person, message);
    if (cv_ok(status))
        status = mentor_pairs(books, person, message);
    return cv_ok(status) ? outcomes(books, person, message) : status;
}
