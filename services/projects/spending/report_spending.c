/* Money over time, as of two dates. */
#include "field.h"
#include "projects.h"
#include "report/view_call.h"
#include "report_entry/report_entry_store.h"
#include "spending/spending.h"

#include <string.h>

struct state {
    struct view_call view; /* the first */
    const Caravan__Projects__V1__ReportSpendingRequest *request;
    struct cv_id project[2]; /* of its name; "": all */
};

/* ---- adding up ---- */

/* What a project has in a year of its budget is planned as a whole. */
struct year_sum {
    int32_t year;
    __int128 minor;
};

#define YEARS_MAX 1100 /* from 1900 to 2999 */

struct years {
    struct year_sum rows[YEARS_MAX];
    size_t count;
};

static void add_year(struct years *years, int32_t year, int64_t minor)
{
    size_t at = 0;

    while (at < years->count && years->rows[at].year != year)
        at++;
    if (at == years->count && at < YEARS_MAX)
        years->rows[years->count++] = (struct year_sum){.year = year};
    if (at < YEARS_MAX)
        years->rows[at].minor += minor;
}

static struct cv_status too_large(struct cv_arena *arena)
{
    return cv_status_f(arena, CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                       "the programme's money: a figure is greater than 9223372036854775807");
}

static struct cv_status plan(struct view *view, const struct project *project,
                             struct spending *spending)
{
    struct years years = {.count = 0};
    struct money_walk walk;
    struct cv_status status;

    money_walk_begin(&walk, view, NULL, MEASURE_BUDGET, project->uid);
    while (money_walk_next(&walk))
        add_year(&years, walk.year, walk.minor);
    status = money_walk_end(&walk);
    for (size_t i = 0; cv_ok(status) && i < years.count; i++) {
        if (years.rows[i].minor != (int64_t)years.rows[i].minor)
            return too_large(view->books->arena);
        spending_plan(spending, years.rows[i].year, (int64_t)years.rows[i].minor,
                      project->planned_start_on, project->planned_end_on);
    }
    return status;
}

static struct cv_status spend(struct view *view, const struct project *project,
                              enum measure measure, struct spending *spending)
{
    struct money_walk walk;

    money_walk_begin(&walk, view, NULL, measure, project->uid);
    while (money_walk_next(&walk))
        spending_add(spending, measure, walk.effective_on / 100, walk.minor);
    return money_walk_end(&walk);
}

static struct cv_status compute(struct view *view, const char *only, struct spending *spending)
{
    struct project *projects;
    size_t count;
    bool found = only[0] == '\0';
    struct cv_status status = view_projects(view, &projects, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (only[0] != '\0' && strcmp(projects[i].id, only) != 0)
            continue;
        found = true;
        status = plan(view, &projects[i], spending);
        if (cv_ok(status))
            status = spend(view, &projects[i], MEASURE_COMMITTED, spending);
        if (cv_ok(status))
            status = spend(view, &projects[i], MEASURE_DISBURSED, spending);
    }
    if (cv_ok(status) && !found)
        return cv_books_not_found(view->books, "project",
                                  "project %s in this programme, or was none yet at known_at",
                                  only);
    if (cv_ok(status) && !spending_close(spending))
        status = too_large(view->books->arena);
    return status;
}

/* ---- the wire ---- */

static Caravan__Projects__V1__SpendingMonth *month_wire(struct cv_arena *arena,
                                                        const struct spending_month *month)
{
    Caravan__Projects__V1__SpendingMonth *message = cv_arena_alloc(arena, sizeof(*message));
    char text[SPENDING_MONTH_TEXT];

    if (message == NULL)
        return NULL;
    caravan__projects__v1__spending_month__init(message);
    spending_month_print(month->month, text);
    message->month = cv_arena_string(arena, text);
    message->planned_minor = (int64_t)month->amounts.minor[MEASURE_BUDGET];
    message->committed_minor = (int64_t)month->amounts.minor[MEASURE_COMMITTED];
    message->disbursed_minor = (int64_t)month->amounts.minor[MEASURE_DISBURSED];
    return message->month == NULL ? NULL : message;
}

static Caravan__Projects__V1__ReportSpendingResponse *
spending_wire(struct cv_arena *arena, const struct state *state, const char *currency,
              int64_t known_us, const struct spending *spending)
{
    Caravan__Projects__V1__ReportSpendingResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__report_spending_response__init(message);
    message->programme = state->request->programme;
    message->project = state->request->project;
    message->currency = cv_wire_text(currency);
    message->effective_through = cv_wire_date(arena, state->view.effective_through);
    message->known_at = cv_wire_time(arena, known_us);
    message->months = cv_arena_array(arena, spending->count + 1, sizeof(*message->months));
    if (message->months == NULL)
        return NULL;
    for (size_t i = 0; i < spending->count; i++) {
        message->months[i] = month_wire(arena, &spending->months[i]);
        if (message->months[i] == NULL)
            return NULL;
    }
    message->n_months = spending->count;
    return message;
}

/* ---- the method ---- */

static struct cv_status make(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer)
{
    const struct state *state = (const void *)asked;
    struct cv_arena *arena = view->books->arena;
    struct spending spending = {.arena = arena};
    struct cv_status status = compute(view, state->project[1].text, &spending);

    if (cv_ok(status))
        *answer = (ProtobufCMessage *)spending_wire(arena, state, programme->currency,
                                                    view->known_us, &spending);
    return status;
}

static const struct view_method METHOD = {.make = make};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReportSpendingRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;
    struct cv_id programme = {0};

    state->request = request;
    cv_check_name(&check, "programme", request->programme, PROGRAMME_NAME, &programme);
    if (request->project[0] != '\0')
        cv_check_name(&check, "project", request->project, PROJECT_NAME, state->project);
    if (request->project[0] != '\0' && strcmp(state->project[0].text, programme.text) != 0)
        cv_check_fail(&check, "project", "project must be of the same programme, %s",
                      programme.text);
    view_call_run(&METHOD, &state->view, call, &check, request->programme,
                  request->effective_through, request->known_at);
}

const struct caravan_projects_v1_projects_report_spending_method report_spending = {
    handle, sizeof(struct state)};
