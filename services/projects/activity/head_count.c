#include "activity/head_count.h"

#include <inttypes.h>

#define PERSONS_MAX INT64_C(1000000000)
#define LEAST       10 /* who is in a smaller group could be recognised */
#define FIELD       "activity.head_count"

static const char *cell_path(struct cv_check *check, size_t i)
{
    const char *path = cv_arena_printf(check->arena, FIELD ".cells[%zu]", i);

    return path == NULL ? FIELD : path;
}

/* By the same as the first cell, and none of those before it. */
static void check_place(struct cv_check *check, const struct activity *activity, size_t i)
{
    const struct head_cell *cell = &activity->cells[i];
    const struct head_cell *first = &activity->cells[0];

    if (cell->age_band == 0 && cell->sex == 0)
        cv_check_fail(check, cell_path(check, i), "a cell is of an age_band, a sex or both");
    if ((cell->age_band == 0) != (first->age_band == 0) || (cell->sex == 0) != (first->sex == 0))
        cv_check_fail(check, cell_path(check, i),
                      "all cells are by age_band, all by sex, or all by both");
    for (size_t before = 0; before < i; before++) {
        if (activity->cells[before].age_band == cell->age_band &&
            activity->cells[before].sex == cell->sex)
            cv_check_fail(check, cell_path(check, i), "cells[%zu] is of the same", before);
    }
}

static void read_cell(struct cv_check *check, const Caravan__Projects__V1__HeadCountCell *message,
                      struct activity *activity)
{
    size_t i = activity->cell_count++;
    struct head_cell *cell = &activity->cells[i];

    *cell = (struct head_cell){message->age_band, message->sex, message->persons};
    cv_field_enum(check, cell_path(check, i), &caravan__projects__v1__age_band__descriptor,
                  cell->age_band, false);
    cv_field_enum(check, cell_path(check, i), &caravan__projects__v1__sex__descriptor, cell->sex,
                  false);
    check_place(check, activity, i);
    if (cell->persons < LEAST || cell->persons > PERSONS_MAX)
        cv_check_fail(check, cell_path(check, i),
                      "a cell has 10 people or more; leave smaller groups out, so that what is "
                      "left of persons is 10 or more, too");
}

static void check_rest(struct cv_check *check, const struct activity *activity)
{
    int64_t rest = activity->persons;

    for (size_t i = 0; i < activity->cell_count; i++)
        rest -= activity->cells[i].persons;
    if (activity->cell_count > 0 && rest != 0 && rest < LEAST)
        cv_check_fail(check, FIELD ".cells",
                      "the cells leave %" PRId64 " of %" PRId64 " persons: they must leave nobody, "
                      "or 10 people or more",
                      rest, activity->persons);
}

void head_count_read(struct cv_check *check, const Caravan__Projects__V1__HeadCount *message,
                     struct activity *activity)
{
    activity->persons = 0;
    activity->person_times = 0;
    activity->cell_count = 0;
    if (message == NULL)
        return;
    activity->persons = message->persons;
    activity->person_times = message->person_times;
    cv_check_range(check, FIELD ".person_times", message->person_times, 1, PERSONS_MAX);
    cv_check_range(check, FIELD ".persons", message->persons, 0,
                   message->person_times < 0 ? 0 : message->person_times);
    activity->cells = cv_arena_array(check->arena, message->n_cells + 1, sizeof(*activity->cells));
    for (size_t i = 0; activity->cells != NULL && cv_check_fine(check) && i < message->n_cells; i++)
        read_cell(check, message->cells[i], activity);
    if (cv_check_fine(check))
        check_rest(check, activity);
}

Caravan__Projects__V1__HeadCount *head_count_wire(struct cv_arena *arena,
                                                  const struct activity *activity)
{
    Caravan__Projects__V1__HeadCount *message;

    if (activity->person_times == 0)
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    caravan__projects__v1__head_count__init(message);
    message->persons = activity->persons;
    message->person_times = activity->person_times;
    message->cells = cv_arena_array(arena, activity->cell_count + 1, sizeof(*message->cells));
    for (size_t i = 0; message->cells != NULL && i < activity->cell_count; i++) {
        Caravan__Projects__V1__HeadCountCell *cell = cv_arena_alloc(arena, sizeof(*cell));

        if (cell == NULL)
            return NULL;
        caravan__projects__v1__head_count_cell__init(cell);
        cell->age_band = (Caravan__Projects__V1__AgeBand)activity->cells[i].age_band;
        cell->sex = (Caravan__Projects__V1__Sex)activity->cells[i].sex;
        cell->persons = activity->cells[i].persons;
        message->cells[message->n_cells++] = cell;
    }
    return message;
}
