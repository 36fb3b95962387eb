#include "project/project_move.h"

#include "app/date.h"
#include "commitment/commitment_store.h"
#include "milestone/milestone_store.h"
#include "money_entry/waiting_store.h"
#include "project/project.h"
#include "result/result_store.h"

#include <string.h>

#define STATE(name) CARAVAN__PROJECTS__V1__PROJECT_STATE__PROJECT_STATE_##name
#define MOVE(name)  CARAVAN__PROJECTS__V1__PROJECT_MOVE__PROJECT_MOVE_##name
#define BIT(name)   (1U << STATE(name))

/* ---- the table ---- */

static const struct {
    unsigned from; /* bits of states; 0: judged by service/approval.h */
    int64_t to;
    bool reasoned;
    bool unapproved; /* also of what nobody has approved */
    bool dated;
} MOVES[] = {
    [MOVE(SUBMIT)] = {.reasoned = false},
    [MOVE(APPROVE)] = {.reasoned = false},
    [MOVE(RETURN)] = {.reasoned = true},
    [MOVE(START)] = {BIT(PIPELINE), STATE(IMPLEMENTING), .dated = true},
    [MOVE(SUSPEND)] = {BIT(IMPLEMENTING), STATE(SUSPENDED), .reasoned = true},
    [MOVE(RESUME)] = {BIT(SUSPENDED), STATE(IMPLEMENTING)},
    [MOVE(FINALISE)] = {BIT(IMPLEMENTING), STATE(FINALISING)},
    [MOVE(CLOSE)] = {BIT(FINALISING), STATE(CLOSED), .dated = true},
    [MOVE(CANCEL)] = {BIT(DRAFT) | BIT(SUBMITTED) | BIT(PIPELINE) | BIT(IMPLEMENTING) |
                          BIT(FINALISING) | BIT(SUSPENDED),
                      STATE(CANCELLED), .reasoned = true, .unapproved = true},
};

bool project_move_needs_reason(Caravan__Projects__V1__ProjectMove move)
{
    return MOVES[move].reasoned;
}

bool project_move_takes_date(Caravan__Projects__V1__ProjectMove move)
{
    return MOVES[move].dated;
}

/* "IMPLEMENTING"; "FINALISE" */
static const char *word_of(const ProtobufCEnumDescriptor *type, int64_t number, const char *prefix)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, (int)number);

    return value == NULL ? "?" : value->name + strlen(prefix);
}

static struct cv_status wrong_state(struct cv_arena *arena, const struct project *project,
                                    Caravan__Projects__V1__ProjectMove move)
{
    return cv_status_f(
        arena, CV_FAILED_PRECONDITION, "WRONG_STATE", "the project is %s: there is no way to %s it",
        word_of(&caravan__projects__v1__project_state__descriptor, project->state,
                "PROJECT_STATE_"),
        word_of(&caravan__projects__v1__project_move__descriptor, move, "PROJECT_MOVE_"));
}

/* ---- before it is approved ---- */

static struct cv_status check_complete(struct cv_arena *arena, const struct project *project)
{
    const struct {
        bool there;
        const char *what;
    } NEEDED[] = {
        {project->sector_count > 0, " a sector,"},
        {project->site_count > 0, " a site,"},
        {project->partner[0] != '\0', " an implementing partner,"},
        {project->planned_start_on != CV_DATE_NONE, " planned dates,"},
    };
    const char *missing = "";

    for (size_t i = 0; missing != NULL && i < sizeof(NEEDED) / sizeof(NEEDED[0]); i++) {
        if (!NEEDED[i].there)
            missing = cv_arena_printf(arena, "%s%s", missing, NEEDED[i].what);
    }
    if (missing == NULL || missing[0] == '\0')
        return CV_STATUS_OK;
    return cv_status_f(arena, CV_FAILED_PRECONDITION, "PROJECT_INCOMPLETE",
                       "what is approved must be whole; the project lacks%.*s",
                       (int)strlen(missing) - 1, missing);
}

bool project_is_new(int64_t state)
{
    return state == STATE(DRAFT) || state == STATE(SUBMITTED);
}

static struct cv_status agree(struct cv_books *books, const struct project_move *asked,
                              struct project *project)
{
    static const struct {
        enum cv_approval_move move;
        int64_t state; /* of what is not history */
    } STEPS[] = {
        [MOVE(SUBMIT)] = {CV_APPROVAL_SUBMIT, STATE(SUBMITTED)},
        [MOVE(APPROVE)] = {CV_APPROVAL_APPROVE, STATE(PIPELINE)},
        [MOVE(RETURN)] = {CV_APPROVAL_RETURN, STATE(DRAFT)},
    };
    struct project_approval *approval = &project->approval;
    struct cv_approval agreed = {approval->state, approval->makers, project->version};
    struct cv_status status = cv_approval_move(books->arena, &agreed, STEPS[asked->move].move,
                                               books->subject, asked->etag);

    if (cv_ok(status) && asked->move == MOVE(APPROVE))
        status = check_complete(books->arena, project);
    if (!cv_ok(status))
        return status;
    approval->state = agreed.state;
    approval->makers = agreed.makers;
    if (asked->move == MOVE(APPROVE)) {
        approval->approved_by = books->subject;
        approval->approved_us = books->recorded_us;
    }
    if (project_is_new(project->state))
        project->state = STEPS[asked->move].state;
    return CV_STATUS_OK;
}

struct cv_status project_edit(struct cv_books *books, struct project *project)
{
    struct project_approval *approval = &project->approval;
    struct cv_approval edited = {approval->state, approval->makers, project->version};
    enum cv_approval_state next;
    struct cv_status status;

    if (!cv_approval_next(approval->state, CV_APPROVAL_EDIT, &next))
        return CV_STATUS_OK;
    status = cv_approval_move(books->arena, &edited, CV_APPROVAL_EDIT, books->subject, "");
    approval->makers = edited.makers;
    return status;
}

/* ---- before it is closed ---- */

static struct cv_status milestones_open(struct cv_books *books, struct cv_uuid project,
                                        const char **what)
{
    int64_t count = 0;
    struct cv_status status = milestone_open_count(books, project, &count);

    if (cv_ok(status) && count > 0)
        *what = cv_arena_printf(books->arena, "%d milestones that are neither done nor waived",
                                (int)count);
    return status;
}

static project_open *const OPEN[] = {waiting_open, commitment_open, milestones_open, results_open};

static struct cv_status check_closed(struct cv_books *books, const struct project *project)
{
    const char *open = "";
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < sizeof(OPEN) / sizeof(OPEN[0]); i++) {
        const char *what = NULL;

        status = OPEN[i](books, project->uid, &what);
        if (what != NULL && open != NULL)
            open = cv_arena_printf(books->arena, "%s%s%s", open, open[0] == '\0' ? "" : "; ", what);
    }
    if (!cv_ok(status) || open == NULL || open[0] == '\0')
        return status;
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "STILL_OPEN",
                       "the project still has %s", open);
}

/* ---- all other steps ---- */

static struct cv_status take_date(struct cv_arena *arena, const struct project_move *asked,
                                  struct project *project)
{
    struct cv_check check = cv_check_begin(arena);
    int32_t *day = asked->move == MOVE(START) ? &project->actual_start_on : &project->actual_end_on;

    if (asked->date != CV_DATE_NONE)
        *day = asked->date;
    if (*day == CV_DATE_NONE)
        cv_check_fail(&check, "date", "date is required: the project does not say when it %s",
                      asked->move == MOVE(START) ? "started" : "ended");
    project_check(&check, project);
    return check.status;
}

static struct cv_status step(struct cv_books *books, const struct project_move *asked,
                             struct project *project)
{
    struct project_approval *approval = &project->approval;
    struct cv_status status;

    if ((MOVES[asked->move].from & 1U << project->state) == 0)
        return wrong_state(books->arena, project, asked->move);
    if (!MOVES[asked->move].unapproved && approval->state != CV_APPROVAL_APPROVED)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_APPROVED",
                         "nobody but who made it has approved the project");
    status = cv_field_etag_match(books->arena, asked->etag, project->version);
    if (cv_ok(status) && MOVES[asked->move].dated)
        status = take_date(books->arena, asked, project);
    if (cv_ok(status) && asked->move == MOVE(CLOSE))
        status = check_closed(books, project);
    if (!cv_ok(status))
        return status;
    project->state = MOVES[asked->move].to;
    if (asked->move == MOVE(CANCEL) && approval->state != CV_APPROVAL_APPROVED)
        approval->state = cv_approval_made_by(approval->makers, books->subject)
                              ? CV_APPROVAL_WITHDRAWN
                              : CV_APPROVAL_REJECTED;
    return CV_STATUS_OK;
}

struct cv_status project_move(struct cv_books *books, struct cv_uuid programme,
                              const struct project_move *asked, struct project *project)
{
    struct cv_status status =
        MOVES[asked->move].from == 0 ? agree(books, asked, project) : step(books, asked, project);

    if (!cv_ok(status))
        return status;
    if (asked->reason[0] != '\0')
        project->approval.note = asked->reason;
    return project_replace(books, programme, project);
}
