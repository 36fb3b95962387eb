#include "frozen_report/restatement.h"

#include "report_entry/report_entry.h"

/* One project's part of a figure, on its way from the old view to the new one: first its shares
 * change, then the records. What each step adds is its cause, so that all of them add up. */
struct way {
    struct restating *restating;
    const struct money_figure *figure;
    int sign;
    struct stake old; /* all zero: the project was not known */
    struct stake now;
    const char *project;
    __int128 sum; /* of what is divided */
    struct causes *causes;
};

static void add_record(const struct way *way, enum cause_kind kind, const struct money_walk *walk,
                       int64_t change)
{
    int64_t difference = change * way->sign;
    struct cv_arena *arena = walk->books->arena;
    struct cause *cause = difference == 0 ? NULL : causes_add(arena, way->causes, difference);
    struct report_entry entry;

    if (cause == NULL)
        return;
    money_walk_entry(walk, &entry);
    entry.counted = difference;
    cause_set(cause, kind,
              money_record_name(arena, way->restating->programme, way->project, entry.collection,
                                entry.id),
              &entry);
}

/* What is divided in the old view. */
static struct cv_status sum_old(struct way *way, struct cv_uuid project)
{
    struct money_walk walk;

    money_walk_begin(&walk, &way->restating->old, NULL, way->figure->measure, project);
    while (money_walk_next(&walk)) {
        if (stake_role(way->figure, walk.site, walk.year) == STAKE_DIVIDED)
            way->sum += walk.minor;
    }
    return money_walk_end(&walk);
}

static struct cv_status take_away(struct way *way, struct cv_uuid project)
{
    struct restating *restating = way->restating;
    struct money_walk walk;

    money_walk_begin(&walk, &restating->old, &restating->now, way->figure->measure, project);
    while (money_walk_next(&walk)) {
        enum stake_role role = stake_role(way->figure, walk.site, walk.year);
        int64_t before = stake_part(&way->now, (int64_t)way->sum);

        if (role == STAKE_DIVIDED) {
            way->sum -= walk.minor;
            add_record(way, CAUSE_REMOVED, &walk,
                       stake_part(&way->now, (int64_t)way->sum) - before);
        } else if (role == STAKE_WHOLE) {
            add_record(way, CAUSE_REMOVED, &walk, -walk.minor);
        }
    }
    return money_walk_end(&walk);
}

static struct cv_status add_new(struct way *way, struct cv_uuid project)
{
    struct restating *restating = way->restating;
    struct money_walk walk;

    money_walk_begin(&walk, &restating->now, &restating->old, way->figure->measure, project);
    while (money_walk_next(&walk)) {
        int64_t part;

        if (money_walk_part(&walk, &way->now, &way->sum, &part))
            add_record(way, CAUSE_ADDED, &walk, part);
    }
    return money_walk_end(&walk);
}

static struct cv_status go(struct way *way, const struct project_pair *pair)
{
    const struct project *project = pair->now == NULL ? pair->old : pair->now;
    struct cv_status status = sum_old(way, project->uid);
    int64_t reshared;

    if (!cv_ok(status))
        return status;
    if (way->sum != (int64_t)way->sum)
        return CV_STATUS_OK; /* no such report could be frozen */
    reshared = stake_part(&way->now, (int64_t)way->sum) - stake_part(&way->old, (int64_t)way->sum);
    way->project = project->id;
    if (reshared != 0)
        status = restating_changed(way->restating, THING_PROJECT, project->id, reshared * way->sign,
                                   way->causes);
    if (cv_ok(status))
        status = take_away(way, project->uid);
    return cv_ok(status) ? add_new(way, project->uid) : status;
}

static struct cv_status is_any(const struct view *view, const struct view *unless,
                               enum measure measure, struct cv_uuid project, bool *any)
{
    struct money_walk walk;

    money_walk_begin(&walk, view, unless, measure, project);
    *any = money_walk_next(&walk) || *any;
    return money_walk_end(&walk);
}

/* Most projects are as they were, and cost one look at their latest records. */
static struct cv_status find_apart(const struct restating *restating, enum measure measure,
                                   struct project_pair *pair)
{
    const struct view *old = &restating->old;
    const struct view *now = &restating->now;
    struct cv_uuid uid = (pair->now == NULL ? pair->old : pair->now)->uid;
    bool any = pair->old == NULL || pair->now == NULL || pair->old->version != pair->now->version;
    struct cv_status status = CV_STATUS_OK;

    if (pair->apart[measure] != APART_UNKNOWN)
        return CV_STATUS_OK;
    if (!any)
        status = is_any(now, old, measure, uid, &any);
    if (cv_ok(status) && !any)
        status = is_any(old, now, measure, uid, &any);
    pair->apart[measure] = any ? APART_SOME : APART_NOTHING;
    return status;
}

struct cv_status restating_money(struct restating *restating, const struct money_figure *figure,
                                 int sign, struct causes *causes)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < restating->pair_count; i++) {
        struct project_pair *pair = &restating->pairs[i];
        struct way way = {.restating = restating, .figure = figure, .sign = sign, .causes = causes};

        way.old.figure = way.now.figure = figure;
        if (pair->old != NULL)
            stake_make(figure, pair->old, &way.old);
        if (pair->now != NULL)
            stake_make(figure, pair->now, &way.now);
        if (!way.old.partial && !way.now.partial)
            continue;
        status = find_apart(restating, figure->measure, pair);
        if (cv_ok(status) && pair->apart[figure->measure] == APART_SOME)
            status = go(&way, pair);
    }
    return status;
}
