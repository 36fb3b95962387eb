/* Courses: people apply for seats of cohorts that are open, half of which are far too small, and
 * whoever has a seat is noted down at each session. Every run has cohorts of its own, and the
 * people are always the same ones. */
#include "base/clock.h"
#include "caravan/training/v1/exchanges.caravan.h"
#include "caravan/training/v1/learning.caravan.h"
#include "prepare.h"
#include "training_rows.h"
#include "waiting.h"

#include <stdio.h>

#define PERSONS     5000
#define COHORTS     40
#define SESSIONS    4 /* of a cohort */
#define SEATS_SMALL 28
#define SEATS_LARGE PERSONS
#define PAGE        50

/* Somebody with a seat, who has been to so many sessions. */
struct learner {
    char enrolment[LOAD_NAME_SIZE];
    unsigned cohort;
    unsigned session;
};

struct training_work {
    char prefix[20];  /* of this run's cohorts */
    uint64_t applied; /* pairs of person and cohort, in their order */
    struct learner learners[WAITING_MAX];
    struct waiting waiting; /* for their next session */
};

/* ---- the data ---- */

static bool import(struct prepare *prepare, struct training_row *rows, size_t count)
{
    Caravan__Training__V1__ImportLearningRequest request =
        CARAVAN__TRAINING__V1__IMPORT_LEARNING_REQUEST__INIT;
    const Caravan__Training__V1__ImportLearningResponse *answer;

    request.rows = cv_arena_array(prepare->client->run->arena, count, sizeof(*request.rows));
    if (request.rows == NULL)
        return prepare_fail(prepare, "out of memory");
    for (size_t i = 0; i < count; i++)
        request.rows[i] = &rows[i].row;
    request.n_rows = count;
    prepare_ask(prepare, LOAD_CLERK);
    caravan_training_v1_learning_import_learning(prepare->client->channel, &prepare->call.op,
                                                 &request);
    if (!prepare_wait(prepare, false))
        return false;
    answer = caravan_training_v1_learning_import_learning_response(&prepare->call.op);
    return answer->n_refusals == 0 || prepare_fail(prepare, answer->refusals[0]->message);
}

/* What is there already stays as it is; the cohorts never are. */
static bool import_all(struct prepare *prepare, const char *prefix)
{
    struct training_row *rows = cv_arena_array(prepare->client->run->arena, PERSONS, sizeof(*rows));

    if (rows == NULL)
        return prepare_fail(prepare, "out of memory");
    for (size_t i = 0; i < PERSONS; i++)
        caravan__training__v1__import_learning_row__init(&rows[i].row);
    training_put_course(&rows[0], 0);
    if (!import(prepare, rows, 1))
        return false;
    for (size_t i = 0; i < COHORTS; i++)
        training_put_cohort(&rows[i], i, prefix, i % 2 == 0 ? SEATS_LARGE : SEATS_SMALL);
    if (!import(prepare, rows, COHORTS))
        return false;
    for (size_t i = 0; i < (size_t)COHORTS * SESSIONS; i++)
        training_put_session(&rows[i], i % SESSIONS, prefix, i / SESSIONS);
    if (!import(prepare, rows, (size_t)COHORTS * SESSIONS))
        return false;
    for (size_t i = 0; i < PERSONS; i++)
        training_put_person(&rows[i], i);
    return import(prepare, rows, PERSONS);
}

static enum exit_code prepare(struct client *client, struct dice *dice, void **work)
{
    struct training_work *made = cv_arena_zalloc(client->run->arena, sizeof(*made));
    struct prepare prepare;

    (void)dice;
    prepare_begin(&prepare, client);
    if (made == NULL) {
        (void)prepare_fail(&prepare, "out of memory");
    } else {
        (void)snprintf(made->prefix, sizeof(made->prefix), "r%llx-",
                       (unsigned long long)cv_clock_utc_us());
        waiting_init(&made->waiting);
        (void)import_all(&prepare, made->prefix);
    }
    *work = made;
    return prepare.code;
}

/* ---- reading ---- */

static char *cohort_name(struct load_call *call, unsigned cohort)
{
    const struct training_work *work = call->work;

    return load_print(call, LOAD_COURSE "/cohorts/%s%u", work->prefix, cohort);
}

static void get_cohort(struct load_call *call)
{
    Caravan__Training__V1__GetCohortRequest request =
        CARAVAN__TRAINING__V1__GET_COHORT_REQUEST__INIT;

    request.name = cohort_name(call, load_any(call, COHORTS));
    caravan_training_v1_learning_get_cohort(call->channel, &call->op, &request);
}

static void get_person(struct load_call *call)
{
    Caravan__Training__V1__GetPersonRequest request =
        CARAVAN__TRAINING__V1__GET_PERSON_REQUEST__INIT;

    request.name = load_print(call, "persons/p%u", load_any(call, PERSONS));
    caravan_training_v1_learning_get_person(call->channel, &call->op, &request);
}

static void list_enrolments(struct load_call *call)
{
    Caravan__Training__V1__ListEnrolmentsRequest request =
        CARAVAN__TRAINING__V1__LIST_ENROLMENTS_REQUEST__INIT;

    request.parent = cohort_name(call, load_any(call, COHORTS));
    request.page_size = PAGE;
    caravan_training_v1_learning_list_enrolments(call->channel, &call->op, &request);
}

static void list_sessions(struct load_call *call)
{
    Caravan__Training__V1__ListSessionsRequest request =
        CARAVAN__TRAINING__V1__LIST_SESSIONS_REQUEST__INIT;

    request.parent = cohort_name(call, load_any(call, COHORTS));
    request.page_size = PAGE;
    caravan_training_v1_learning_list_sessions(call->channel, &call->op, &request);
}

static void get_rates(struct load_call *call)
{
    Caravan__Training__V1__GetAttendanceRatesRequest request =
        CARAVAN__TRAINING__V1__GET_ATTENDANCE_RATES_REQUEST__INIT;

    request.name = cohort_name(call, load_any(call, COHORTS));
    caravan_training_v1_learning_get_attendance_rates(call->channel, &call->op, &request);
}

static void report(struct load_call *call)
{
    Caravan__Training__V1__TrainingReportRequest request =
        CARAVAN__TRAINING__V1__TRAINING_REPORT_REQUEST__INIT;

    caravan_training_v1_exchanges_training_report(call->channel, &call->op, &request);
}

/* ---- writing ---- */

static bool somebody_has_not_applied(const void *work)
{
    return ((const struct training_work *)work)->applied < (uint64_t)COHORTS * PERSONS;
}

static void apply(struct load_call *call)
{
    Caravan__Training__V1__CreateEnrolmentRequest request =
        CARAVAN__TRAINING__V1__CREATE_ENROLMENT_REQUEST__INIT;
    Caravan__Training__V1__Enrolment enrolment = CARAVAN__TRAINING__V1__ENROLMENT__INIT;
    struct training_work *work = call->work;
    uint64_t pair = work->applied++;

    call->piece = pair % COHORTS;
    enrolment.person = load_print(call, "persons/p%u", (unsigned)(pair / COHORTS));
    request.parent = cohort_name(call, (unsigned)call->piece);
    request.enrolment = &enrolment;
    request.request_id = load_unique(call, "apply");
    caravan_training_v1_learning_create_enrolment(call->channel, &call->op, &request);
}

static void applied(struct load_call *call)
{
    const Caravan__Training__V1__Enrolment *made =
        caravan_training_v1_learning_create_enrolment_response(&call->op);
    struct training_work *work = call->work;
    struct learner *learner;
    uint32_t place;

    if (made->state != CARAVAN__TRAINING__V1__ENROLMENT_STATE__ENROLMENT_STATE_ENROLLED ||
        !waiting_place(&work->waiting, &place))
        return;
    learner = &work->learners[place];
    *learner = (struct learner){.cohort = (unsigned)call->piece};
    (void)snprintf(learner->enrolment, sizeof(learner->enrolment), "%s", made->name);
    waiting_put(&work->waiting, place);
}

static bool somebody_has_a_seat(const void *work)
{
    return ((const struct training_work *)work)->waiting.count > 0;
}

static void attend(struct load_call *call)
{
    Caravan__Training__V1__CreateAttendanceRequest request =
        CARAVAN__TRAINING__V1__CREATE_ATTENDANCE_REQUEST__INIT;
    Caravan__Training__V1__Attendance attendance = CARAVAN__TRAINING__V1__ATTENDANCE__INIT;
    struct training_work *work = call->work;
    unsigned fate = load_any(call, 100);
    const struct learner *learner;

    call->piece = waiting_take(&work->waiting);
    learner = &work->learners[call->piece];
    attendance.enrolment = load_text(learner->enrolment);
    if (fate < 90)
        attendance.state = CARAVAN__TRAINING__V1__ATTENDANCE_STATE__ATTENDANCE_STATE_PRESENT;
    else if (fate < 95)
        attendance.state = CARAVAN__TRAINING__V1__ATTENDANCE_STATE__ATTENDANCE_STATE_LATE;
    else
        attendance.state = CARAVAN__TRAINING__V1__ATTENDANCE_STATE__ATTENDANCE_STATE_ABSENT;
    request.parent =
        load_print(call, "%s/sessions/s%u", cohort_name(call, learner->cohort), learner->session);
    request.attendance = &attendance;
    request.request_id = load_unique(call, "attend");
    caravan_training_v1_learning_create_attendance(call->channel, &call->op, &request);
}

/* To the next session. */
static void attended(struct load_call *call)
{
    struct training_work *work = call->work;

    if (++work->learners[call->piece].session < SESSIONS)
        waiting_put(&work->waiting, (uint32_t)call->piece);
    else
        waiting_free(&work->waiting, (uint32_t)call->piece);
}

static void not_attended(struct load_call *call)
{
    struct training_work *work = call->work;

    if (load_try_again(call) && call->op.start.status.code != CV_DEADLINE_EXCEEDED)
        waiting_put(&work->waiting, (uint32_t)call->piece);
    else
        attended(call);
}

/* ---- the tables ---- */

enum {
    GET_COHORT,
    GET_PERSON,
    LIST_ENROLMENTS,
    LIST_SESSIONS,
    GET_RATES,
    REPORT,
    APPLY,
    ATTEND,
    METHODS,
};

static const struct load_method TABLE[METHODS] = {
    [GET_COHORT] = {.name = "GetCohort", .ask = get_cohort},
    [GET_PERSON] = {.name = "GetPerson", .ask = get_person},
    [LIST_ENROLMENTS] = {.name = "ListEnrolments", .ask = list_enrolments},
    [LIST_SESSIONS] = {.name = "ListSessions", .ask = list_sessions},
    [GET_RATES] = {.name = "GetAttendanceRates", .ask = get_rates},
    [REPORT] = {.name = "TrainingReport", .ask = report, .by = LOAD_CHIEF},
    [APPLY] = {.name = "CreateEnrolment",
               .ask = apply,
               .answered = applied,
               .ready = somebody_has_not_applied,
               .instead = GET_COHORT},
    [ATTEND] = {.name = "CreateAttendance",
                .ask = attend,
                .answered = attended,
                .refused = not_attended,
                .ready = somebody_has_a_seat,
                .instead = APPLY},
};

static const struct load_profile PROFILES[] = {
    {.name = "ordinary",
     .summary = {"a school day: attendance is recorded, cohorts and people looked up",
                 "教学日：登记出勤，查询班次与人员"},
     .rate = 200,
     .weights = {[GET_COHORT] = 250,
                 [GET_PERSON] = 200,
                 [LIST_ENROLMENTS] = 100,
                 [LIST_SESSIONS] = 100,
                 [GET_RATES] = 20,
                 [REPORT] = 2,
                 [APPLY] = 78,
                 [ATTEND] = 250}},
    {.name = "peak",
     .summary = {"enrolment opens: everybody applies at once, and looks whether it worked",
                 "报名开放：众人同时报名并查询结果"},
     .rate = 1000,
     .weights = {[GET_COHORT] = 350, [GET_PERSON] = 50, [LIST_ENROLMENTS] = 100, [APPLY] = 500}},
    {.name = "read",
     .summary = {"nothing is recorded", "只读"},
     .weights =
         {[GET_COHORT] = 450, [GET_PERSON] = 350, [LIST_ENROLMENTS] = 100, [LIST_SESSIONS] = 100}},
    {.name = "write",
     .summary = {"nothing is looked up", "只写"},
     .weights = {[APPLY] = 400, [ATTEND] = 600}},
    {.name = NULL},
};

const struct load_service load_training = {
    .name = "training",
    .program = "caravan-training",
    .summary = {"5,000 people and 40 cohorts, half of them with 28 seats",
                "5000 人、40 个班次，其中一半只有 28 个名额"},
    .methods = TABLE,
    .method_count = METHODS,
    .profiles = PROFILES,
    .prepare = prepare,
};
