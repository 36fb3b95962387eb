#include "frozen_report/restatement.h"

#include "app/date.h"
#include "report_entry/report_entry.h"

#include <string.h>

/* ---- causes ---- */

struct cause *causes_add(struct cv_arena *arena, struct causes *causes, int64_t difference)
{
    if (causes->rows == NULL)
        causes->rows = cv_arena_array(arena, CAUSES_MAX, sizeof(*causes->rows));
    if (causes->rows != NULL && causes->count < CAUSES_MAX)
        return &causes->rows[causes->count++];
    causes->others_count++;
    causes->others_difference += difference;
    return NULL;
}

void cause_set(struct cause *cause, enum cause_kind kind, const char *name,
               const struct report_entry *entry)
{
    *cause = (struct cause){
        .kind = kind,
        .record = name,
        .effective_on = entry->effective_on,
        .recorded_us = entry->recorded_us,
        .recorded_by = entry->recorded_by,
        .reference = entry->reference,
        .difference = entry->counted,
    };
}

/* ---- paths ---- */

#define WORD_MAX 192 /* names and ids are shorter */

/* "by_year[2025].value": what comes first, in brackets, and after the dot. */
struct step {
    char list[WORD_MAX];
    char key[WORD_MAX];
    const char *rest; /* "": nothing */
};

static void copy(char to[WORD_MAX], const char *from, size_t len)
{
    len = len < WORD_MAX ? len : WORD_MAX - 1;
    memcpy(to, from, len);
    to[len] = '\0';
}

static struct step step_of(const char *path)
{
    struct step step = {.rest = ""};
    size_t len = strcspn(path, "[.");

    copy(step.list, path, len);
    path += len;
    if (path[0] == '[') {
        len = strcspn(++path, "]");
        copy(step.key, path, len);
        path += len + (path[len] == ']');
    }
    if (path[0] == '.')
        step.rest = path + 1;
    return step;
}

static const char *last_part(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash == NULL ? name : slash + 1;
}

/* ---- money ---- */

static const struct {
    const char *list;
    enum money_by by;
} LISTS[] = {
    {"total", MONEY_BY_TOTAL},  {"by_project", MONEY_BY_PROJECT}, {"by_sector", MONEY_BY_SECTOR},
    {"by_site", MONEY_BY_SITE}, {"by_partner", MONEY_BY_PARTNER}, {"by_year", MONEY_BY_YEAR},
};

/* What a column is made of. */
static const struct {
    const char *name;
    enum measure measure;
    int sign;
} COLUMNS[] = {
    {"budget_minor", MEASURE_BUDGET, 1},
    {"committed_minor", MEASURE_COMMITTED, 1},
    {"disbursed_minor", MEASURE_DISBURSED, 1},
    {"available_minor", MEASURE_BUDGET, 1},
    {"available_minor", MEASURE_COMMITTED, -1},
    {"original_budget_minor", MEASURE_ORIGINAL_BUDGET, 1},
};

static struct cv_status explain_money(struct restating *restating, const struct step *step,
                                      struct causes *causes, bool *found)
{
    struct money_figure figure = {.key = last_part(step->key)};
    struct cv_status status = CV_STATUS_OK;

    *found = false;
    for (size_t i = 0; i < sizeof(LISTS) / sizeof(LISTS[0]); i++) {
        if (strcmp(LISTS[i].list, step->list) == 0)
            figure.by = LISTS[i].by;
    }
    for (size_t i = 0; figure.by != 0 && cv_ok(status) && i < sizeof(COLUMNS) / sizeof(COLUMNS[0]);
         i++) {
        if (strcmp(COLUMNS[i].name, step->rest) != 0)
            continue;
        *found = true;
        figure.measure = COLUMNS[i].measure;
        status = restating_money(restating, &figure, COLUMNS[i].sign, causes);
    }
    return status;
}

/* ---- counts of projects ---- */

static int64_t counts(const struct project *project, const struct view *view, bool started)
{
    if (project == NULL)
        return 0;
    return !started ||
           (project->actual_start_on != CV_DATE_NONE && project->actual_start_on <= view->through);
}

static struct cv_status explain_count(struct restating *restating, bool started,
                                      struct causes *causes)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < restating->pair_count; i++) {
        const struct project_pair *pair = &restating->pairs[i];
        int64_t difference = counts(pair->now, &restating->now, started) -
                             counts(pair->old, &restating->old, started);

        if (difference != 0)
            status = restating_changed(restating, THING_PROJECT,
                                       (pair->now == NULL ? pair->old : pair->now)->id, difference,
                                       causes);
    }
    return status;
}

/* ---- indicators ---- */

enum column {
    COLUMN_VALUE,
    COLUMN_WEIGHT,
    COLUMN_COUNT,
    COLUMN_OTHER,
};

static enum column column_of(const char *name)
{
    if (strcmp(name, "value") == 0)
        return COLUMN_VALUE;
    if (strcmp(name, "weight") == 0)
        return COLUMN_WEIGHT;
    return strcmp(name, "observation_count") == 0 ? COLUMN_COUNT : COLUMN_OTHER;
}

struct figure_asked {
    const struct indicator *indicator;
    struct period days;
    enum column column;
};

static struct cv_status explain_apart(struct restating *restating, const struct figure_asked *asked,
                                      enum cause_kind kind, struct causes *causes)
{
    bool added = kind == CAUSE_ADDED;
    struct view *in = added ? &restating->now : &restating->old;
    const struct view *unless = added ? &restating->old : &restating->now;
    struct cv_arena *arena = in->books->arena;
    struct observation_walk walk;

    observation_walk_begin(&walk, in, unless, asked->indicator, &asked->days);
    while (observation_walk_next(&walk)) {
        int64_t size = asked->column == COLUMN_VALUE    ? walk.value
                       : asked->column == COLUMN_WEIGHT ? walk.weight
                                                        : 1;
        struct cause *cause = causes_add(arena, causes, added ? size : -size);
        struct report_entry entry;

        if (cause == NULL)
            continue;
        observation_walk_entry(&walk, &entry);
        entry.counted = added ? size : -size;
        cause_set(cause, kind,
                  cv_arena_printf(arena, "programmes/%s/indicators/%s/observations/%s",
                                  restating->programme, asked->indicator->id, entry.id),
                  &entry);
    }
    return observation_walk_end(&walk);
}

static struct cv_status explain_indicator(struct restating *restating, const struct step *step,
                                          struct causes *causes)
{
    struct step of_figure = step_of(step->rest);
    struct figure_asked asked = {.column = column_of(of_figure.rest)};
    const char *id = last_part(step->key);
    struct cv_status status;

    for (size_t i = 0; i < restating->indicator_count; i++) {
        if (strcmp(restating->indicators[i].id, id) == 0)
            asked.indicator = &restating->indicators[i];
    }
    if (of_figure.rest[0] == '\0')
        return restating_changed(restating, THING_INDICATOR, id, 0, causes);
    if (asked.indicator == NULL || asked.indicator->counts_people || asked.column == COLUMN_OTHER ||
        !period_read(of_figure.key, &asked.days))
        return CV_STATUS_OK;
    causes->carried =
        asked.indicator->kind == FIGURE_LEVEL || asked.indicator->kind == FIGURE_DISTINCT_COUNT;
    status = explain_apart(restating, &asked, CAUSE_REMOVED, causes);
    return cv_ok(status) ? explain_apart(restating, &asked, CAUSE_ADDED, causes) : status;
}

/* ---- everything ---- */

struct cv_status restating_explain(struct restating *restating, const char *path,
                                   struct causes *causes)
{
    struct step step = step_of(path);
    bool found;
    struct cv_status status;

    *causes = (struct causes){0};
    status = explain_money(restating, &step, causes, &found);
    if (found)
        return status;
    if (strcmp(step.list, "indicators") == 0)
        return explain_indicator(restating, &step, causes);
    if (strcmp(step.list, "project_count") == 0)
        return explain_count(restating, false, causes);
    if (strcmp(step.list, "project_started_count") == 0)
        return explain_count(restating, true, causes);
    if (strncmp(step.list, "title", strlen("title")) == 0)
        return restating_changed(restating, THING_PROGRAMME, restating->programme, 0, causes);
    if (strncmp(step.rest, "title", strlen("title")) != 0)
        return CV_STATUS_OK;
    if (strcmp(step.list, "by_project") == 0)
        return restating_changed(restating, THING_PROJECT, last_part(step.key), 0, causes);
    if (strcmp(step.list, "by_partner") == 0)
        return restating_changed(restating, THING_PARTNER, last_part(step.key), 0, causes);
    return CV_STATUS_OK;
}

struct cv_status restating_begin(struct restating *restating)
{
    struct cv_arena *arena = restating->now.books->arena;
    struct project *rows[2];
    size_t count[2];
    size_t at[2] = {0};
    struct cv_status status = view_projects(&restating->old, &rows[0], &count[0]);

    if (cv_ok(status))
        status = view_projects(&restating->now, &rows[1], &count[1]);
    if (cv_ok(status))
        status =
            view_indicators(&restating->now, &restating->indicators, &restating->indicator_count);
    if (!cv_ok(status))
        return status;
    restating->pairs = cv_arena_array(arena, count[0] + count[1] + 1, sizeof(*restating->pairs));
    while (restating->pairs != NULL && (at[0] < count[0] || at[1] < count[1])) {
        struct project_pair *pair = &restating->pairs[restating->pair_count++];
        int order = at[0] == count[0] ? 1
                    : at[1] == count[1]
                        ? -1
                        : memcmp(&rows[0][at[0]].uid, &rows[1][at[1]].uid, sizeof(struct cv_uuid));

        if (order <= 0)
            pair->old = &rows[0][at[0]++];
        if (order >= 0)
            pair->now = &rows[1][at[1]++];
    }
    return CV_STATUS_OK;
}
