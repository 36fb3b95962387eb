/* What was done together in a programme, as of two dates. */
#include "app/date.h"
#include "challenge/challenge_store.h"
#include "donation/donation_store.h"
#include "engagement.h"
#include "engagement_report/engagement_report_wire.h"
#include "report/view_call.h"

#define PAGE 500 /* records read at once */

static struct cv_status count_people(struct view *view, struct engagement_report *made)
{
    struct people_sum *people = NULL;
    struct health_sum *health = NULL;
    struct cv_arena *arena = view->books->arena;
    size_t people_count = 0;
    size_t health_count = 0;
    struct cv_status status = view_activities(view, &made->activities, &made->activity_count);

    if (cv_ok(status))
        status = view_activity_projects(view, &made->projects, &made->project_count);
    if (cv_ok(status))
        status = view_people(view, &people, &people_count);
    if (cv_ok(status))
        status = view_health(view, &health, &health_count);
    if (cv_ok(status) && (!people_tables_make(&made->people, arena, made->activities,
                                              made->activity_count, people, people_count) ||
                          !health_tables_make(&made->health, arena, health, health_count)))
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    return status;
}

static struct cv_status count_donations(struct view *view, struct donation_tables *tables)
{
    const struct donation_choice choice = {
        .donor = "", .view = {.through = view->through, .known_us = view->known_us}};
    struct cv_listed listed = {.page.size = PAGE, .more = true};
    struct cv_status status = CV_STATUS_OK;

    donation_tables_begin(tables);
    while (cv_ok(status) && listed.more) {
        const struct donation *rows;

        listed = (struct cv_listed){.page = listed.page};
        status = donation_list(view->books, view->programme, &choice, &listed);
        rows = listed.rows;
        for (size_t i = 0; cv_ok(status) && !view->books->arena->exhausted && i < listed.count;
             i++) {
            donation_tables_add(tables, view->books->arena, &rows[i], view->through);
            listed.page.after = rows[i].uid;
        }
    }
    return status;
}

static struct cv_status count_challenges(struct view *view, struct challenge_tables *tables)
{
    const struct challenge_choice choice = {
        .poster = "", .through = view->through, .known_us = view->known_us};
    struct cv_listed listed = {.page.size = PAGE, .more = true};
    struct cv_status status = CV_STATUS_OK;

    challenge_tables_begin(tables);
    while (cv_ok(status) && listed.more) {
        const struct challenge *rows;

        listed = (struct cv_listed){.page = listed.page};
        status = challenge_list(view->books, view->programme, &choice, &listed);
        rows = listed.rows;
        for (size_t i = 0; cv_ok(status) && !view->books->arena->exhausted && i < listed.count;
             i++) {
            challenge_tables_add(tables, view->books->arena, &rows[i]);
            listed.page.after = rows[i].uid;
        }
    }
    return status;
}

static struct cv_status compute(struct view *view, struct engagement_report *made)
{
    struct cv_status status = count_people(view, made);
    bool fit;

    if (cv_ok(status))
        status = count_donations(view, &made->donations);
    if (cv_ok(status))
        status = count_challenges(view, &made->challenges);
    if (!cv_ok(status) || view->books->arena->exhausted)
        return status;
    fit = health_tables_fit(&made->health);
    fit = donation_tables_close(&made->donations) && fit;
    fit = challenge_tables_close(&made->challenges) && fit;
    return fit ? status
               : cv_status(CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                           "a figure is greater than 9223372036854775807");
}

static struct cv_status make(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer)
{
    struct engagement_report made = {
        .programme = *programme,
        .effective_through = asked->effective_through,
        .known_us = view->known_us,
    };
    struct cv_status status = compute(view, &made);

    if (cv_ok(status) && !view->books->arena->exhausted)
        *answer = (ProtobufCMessage *)engagement_report_wire(view->books->arena, &made);
    return status;
}

static const struct view_method METHOD = {.make = make, .now = true};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__EngagementReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    view_call_run(&METHOD, memory, call, &check, request->programme, request->effective_through,
                  request->known_at);
}

const struct caravan_projects_v1_engagement_engagement_report_method engagement_report = {
    handle, sizeof(struct view_call)};
