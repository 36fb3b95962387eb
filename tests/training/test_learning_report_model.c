/* What a training report tells of courses, after random commands and as of random dates, is what a
 * naive model works out from single records; what it withholds cannot be worked out from what it
 * shows; and what it said once of a past instant it says for ever. */
#include "assessment/assessment_store.h"
#include "attendance/attendance_store.h"
#include "certificate/certificate_store.h"
#include "support/dice.h"
#include "support/message_text.h"
#include "support/rounds.h"
#include "support/training_bench.h"
#include "training_learning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS   CV_ROUNDS(5)
#define COMMANDS 600
#define COMPARE  4 /* every so many commands */
#define KEPT     40
#define TODAY    20250701

struct kept {
    struct report_view view;
    uint8_t *bytes;
    size_t len;
};

struct world {
    struct service_bench bench;
    uint64_t chance;
    struct naive_learning model;
    int64_t now_us; /* the last recorded time */
    struct kept kept[KEPT];
    int kept_count;
    int names; /* given out */
    const char *certificates[NAIVE_RECORDS];
    int ids[NAIVE_RECORDS]; /* of records: the number in its name */
};

static uint64_t draw(struct world *world, uint64_t sides)
{
    return (uint64_t)dice_roll(&world->chance, (int)sides);
}

static bool one_in(struct world *world, uint64_t sides)
{
    return draw(world, sides) == 0;
}

/* A day from 1 February to 28 June, from `first` on. */
static int32_t some_day(struct world *world, int32_t first)
{
    int32_t day = 20250000 + (int32_t)(200 + draw(world, 5) * 100 + 1 + draw(world, 28));

    return day < first ? first : day;
}

static const char *date_text(struct world *world, int32_t day)
{
    return service_text(&world->bench, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}

/* ---- a world ---- */

static void sow(struct world *world)
{
    static const struct {
        const char *kind;
        const char *holder;
    } GROUPS[NAIVE_GROUPS] = {
        {"VOCATIONAL", ""},
        {"TEACHERS", "organisations/uni"},
        {"TEACHERS", "organisations/shop"},
    };
    struct service_bench *bench = &world->bench;

    EXPECT(bench, "CreateOrganisation",
           "organisation_id: 'uni' organisation { title: 'U' kind: ORGANISATION_KIND_UNIVERSITY }",
           "");
    EXPECT(bench, "CreateOrganisation",
           "organisation_id: 'shop' organisation { title: 'S' kind: ORGANISATION_KIND_WORKSHOP }",
           "");
    for (int c = 0; c < NAIVE_COURSES; c++) {
        EXPECT(bench, "CreateCourse",
               service_text(bench,
                            "course_id: 'c%d' course { title: 'C' kind: COURSE_KIND_%s "
                            "organisation: '%s' }",
                            c, GROUPS[naive_group_of[c]].kind, GROUPS[naive_group_of[c]].holder),
               "");
        EXPECT(bench, "CreateCohort",
               service_text(bench,
                            "parent: 'courses/c%d' cohort_id: 'k' cohort { title: 'K' "
                            "capacity: 500 state: COHORT_STATE_RUNNING first_date: 2025-02-01 "
                            "last_date: 2025-06-30 }",
                            c),
               "");
        EXPECT(bench, "CreateAssessment",
               service_text(bench,
                            "parent: 'courses/c%d/cohorts/k' assessment_id: 'x' assessment { "
                            "title: 'X' max_score: 100 pass_score: 60 attempts_allowed: 20 "
                            "rule: %d }",
                            c, c % 2 == 1 ? RESULT_LAST : RESULT_BEST),
               "");
        for (int s = 0; s < 3; s++)
            EXPECT(bench, "CreateSession",
                   service_text(bench,
                                "parent: 'courses/c%d/cohorts/k' session_id: 's%d' session { "
                                "title: 'S' date: 2025-%02d-10 minutes: %d }",
                                c, s, 2 + 2 * s, 45 + 5 * s),
                   "");
    }
    for (int p = 0; p < NAIVE_PERSONS; p++)
        EXPECT(bench, "CreatePerson",
               service_text(bench,
                            "person_id: 'p%d' person { full_name: 'P %d' "
                            "consents { purpose: CONSENT_PURPOSE_TRAINING text_version: 't' "
                            "given_date: 2025-01-01 } "
                            "consents { purpose: CONSENT_PURPOSE_CERTIFICATE text_version: 't' "
                            "given_date: 2025-01-01 } }",
                            p, p),
               "");
    service_forget(bench);
}

/* ---- commands: what is refused is not so ---- */

static struct naive_record *record_of(struct world *world, enum naive_kind kind, int person,
                                      int course, int32_t on)
{
    struct naive_record *record = &world->model.records[world->model.count];

    assert_true(world->model.count < NAIVE_RECORDS);
    world->ids[world->model.count++] = world->names;
    *record = (struct naive_record){.kind = kind, .person = person, .course = course, .on = on};
    return record;
}

static void say(struct naive_record *record, int32_t on, int64_t what)
{
    assert_true(record->saying_count < NAIVE_STEPS);
    record->sayings[record->saying_count++] = (struct naive_saying){-1, on, what};
}

/* One of this kind; NULL: the draw found none. */
static struct naive_record *some_record(struct world *world, enum naive_kind kind)
{
    if (world->model.count == 0)
        return NULL;
    for (int i = 0; i < 20; i++) {
        struct naive_record *record =
            &world->model.records[draw(world, (uint64_t)world->model.count)];

        if (record->kind == kind && record->saying_count < NAIVE_STEPS - 1)
            return record;
    }
    return NULL;
}

static int id_of(const struct world *world, const struct naive_record *record)
{
    return world->ids[record - world->model.records];
}

static bool ask(struct world *world, const char *method, const char *request)
{
    return service_ask(&world->bench, method, request) != NULL;
}

static int64_t last_of(const struct naive_record *record)
{
    return record->sayings[record->saying_count - 1].what;
}

static void enrol(struct world *world)
{
    static const enum enrolment_state STATES[] = {ENROLMENT_ENROLLED,  ENROLMENT_COMPLETED,
                                                  ENROLMENT_COMPLETED, ENROLMENT_FAILED,
                                                  ENROLMENT_NO_SHOW,   ENROLMENT_WITHDREW};
    int person = (int)draw(world, NAIVE_PERSONS);
    int course = (int)draw(world, NAIVE_COURSES);
    int64_t state = STATES[draw(world, sizeof(STATES) / sizeof(STATES[0]))];
    int32_t on = some_day(world, 0);
    int32_t end = some_day(world, on);
    const char *ended = state == ENROLMENT_ENROLLED
                            ? ""
                            : service_text(&world->bench, "ended_date: %s", date_text(world, end));
    struct naive_record *record;

    world->names++;
    if (!ask(world, "CreateEnrolment",
             service_text(&world->bench,
                          "parent: 'courses/c%d/cohorts/k' enrolment_id: 'e%d' enrolment { "
                          "person: 'persons/p%d' state: %d applied_date: %s enrolled_date: %s %s }",
                          course, world->names, person, (int)state, date_text(world, on),
                          date_text(world, on), ended)))
        return;
    record = record_of(world, NAIVE_SEAT, person, course, on);
    say(record, on, ENROLMENT_ENROLLED);
    if (state != ENROLMENT_ENROLLED)
        say(record, end, state);
}

static void leave(struct world *world)
{
    static const struct {
        const char *name;
        enum enrolment_state state;
    } MOVES[] = {
        {"COMPLETE", ENROLMENT_COMPLETED},
        {"FAIL", ENROLMENT_FAILED},
        {"NO_SHOW", ENROLMENT_NO_SHOW},
        {"WITHDRAW", ENROLMENT_WITHDREW},
    };
    struct naive_record *record = some_record(world, NAIVE_SEAT);
    size_t move = draw(world, sizeof(MOVES) / sizeof(MOVES[0]));
    int32_t day;

    if (record == NULL)
        return;
    day = some_day(world, record->on);
    if (ask(world, "MoveEnrolment",
            service_text(&world->bench,
                         "name: 'courses/c%d/cohorts/k/enrolments/e%d' move: ENROLMENT_MOVE_%s "
                         "date: %s",
                         record->course, id_of(world, record), MOVES[move].name,
                         date_text(world, day))))
        say(record, day, MOVES[move].state);
}

static void attend(struct world *world)
{
    struct naive_record *seat = some_record(world, NAIVE_SEAT);
    int session = (int)draw(world, 3);
    int state = 1 + (int)draw(world, ATTENDANCE_LATE);
    struct naive_record *record;

    if (seat == NULL)
        return;
    world->names++;
    if (!ask(world, "CreateAttendance",
             service_text(&world->bench,
                          "parent: 'courses/c%d/cohorts/k/sessions/s%d' attendance_id: 'a%d' "
                          "attendance { enrolment: 'courses/c%d/cohorts/k/enrolments/e%d' "
                          "state: %d }",
                          seat->course, session, world->names, seat->course, id_of(world, seat),
                          state)))
        return;
    record =
        record_of(world, NAIVE_ATTENDANCE, seat->person, seat->course, 20250210 + 200 * session);
    record->number = session;
    record->minutes = 45 + 5 * session;
    say(record, 0, state);
}

static void correct(struct world *world)
{
    struct naive_record *record = some_record(world, NAIVE_ATTENDANCE);
    int state = 1 + (int)draw(world, ATTENDANCE_LATE);

    if (record != NULL &&
        ask(world, "CorrectAttendance",
            service_text(&world->bench,
                         "name: 'courses/c%d/cohorts/k/sessions/s%d/attendances/a%d' state: %d",
                         record->course, record->number, id_of(world, record), state)))
        say(record, 0, state);
}

static void attempt(struct world *world)
{
    struct naive_record *seat = some_record(world, NAIVE_SEAT);
    int score = (int)draw(world, 101);
    int32_t day = some_day(world, 0);

    if (seat == NULL)
        return;
    world->names++;
    if (ask(world, "CreateAttempt",
            service_text(&world->bench,
                         "parent: 'courses/c%d/cohorts/k/assessments/x' attempt_id: 't%d' "
                         "attempt { person: 'persons/p%d' score: %d effective_date: %s }",
                         seat->course, world->names, seat->person, score, date_text(world, day))))
        say(record_of(world, NAIVE_ATTEMPT, seat->person, seat->course, day), 0, score);
}

static void regrade(struct world *world)
{
    struct naive_record *record = some_record(world, NAIVE_ATTEMPT);
    int score = (int)draw(world, 101);

    if (record != NULL &&
        ask(world, "RegradeAttempt",
            service_text(&world->bench,
                         "name: 'courses/c%d/cohorts/k/assessments/x/attempts/t%d' score: %d "
                         "reason: 'r'",
                         record->course, id_of(world, record), score)))
        say(record, 0, score);
}

static void issue(struct world *world)
{
    struct naive_record *seat = some_record(world, NAIVE_SEAT);
    const Caravan__Training__V1__Certificate *certificate;
    int32_t expires = one_in(world, 3) ? 20250705 : 0;
    struct naive_record *record;

    if (seat == NULL)
        return;
    certificate = (const void *)service_ask(
        &world->bench, "IssueCertificate",
        service_text(&world->bench, "enrolment: 'courses/c%d/cohorts/k/enrolments/e%d' %s",
                     seat->course, id_of(world, seat),
                     expires != 0 ? "expires_date: 2025-07-05" : ""));
    if (certificate == NULL)
        return;
    record = record_of(world, NAIVE_CERTIFICATE, seat->person, seat->course, TODAY);
    record->expires_on = expires;
    world->certificates[record - world->model.records] = strdup(certificate->name);
    say(record, TODAY, CERTIFICATE_ISSUED);
}

static void suspend(struct world *world)
{
    struct naive_record *record = some_record(world, NAIVE_CERTIFICATE);
    bool off = record != NULL && last_of(record) == CERTIFICATE_ISSUED;

    if (record != NULL &&
        ask(world, "MoveCertificate",
            service_text(&world->bench, "name: '%s' move: CERTIFICATE_MOVE_%s reason_code: 1",
                         world->certificates[record - world->model.records],
                         off ? "SUSPEND" : "REINSTATE")))
        say(record, TODAY, off ? CERTIFICATE_SUSPENDED : CERTIFICATE_ISSUED);
}

static void revoke(struct world *world)
{
    struct naive_record *record = some_record(world, NAIVE_CERTIFICATE);
    const Caravan__Training__V1__Certificate *proposed;
    const char *name;

    if (record == NULL)
        return;
    name = world->certificates[record - world->model.records];
    proposed = (const void *)service_ask(
        &world->bench, "MoveCertificate",
        service_text(&world->bench,
                     "name: '%s' move: CERTIFICATE_MOVE_PROPOSE_REVOCATION reason_code: 1", name));
    if (proposed == NULL)
        return;
    world->bench.principal.subject = "checker";
    assert_true(
        ask(world, "MoveCertificate",
            service_text(&world->bench, "name: '%s' move: CERTIFICATE_MOVE_REVOKE etag: '%s'", name,
                         proposed->etag)));
    world->bench.principal.subject = "clerk";
    say(record, TODAY, CERTIFICATE_REVOKED);
}

/* Whoever is erased has left, and counts as before. */
static void erase(struct world *world)
{
    int person = (int)draw(world, NAIVE_PERSONS);

    if (!ask(world, "ErasePerson", service_text(&world->bench, "name: 'persons/p%d'", person)))
        return;
    for (int i = 0; i < world->model.count; i++) {
        struct naive_record *record = &world->model.records[i];

        if (record->kind == NAIVE_SEAT && record->person == person &&
            last_of(record) == ENROLMENT_ENROLLED)
            say(record, TODAY, ENROLMENT_WITHDREW);
    }
}

static void command(struct world *world)
{
    static void (*const COMMANDS_OF[])(struct world *) = {
        enrol, enrol, enrol, enrol,   attend,  attend,  attend,  correct,
        leave, issue, issue, attempt, attempt, regrade, suspend, revoke,
    };

    if (one_in(world, 100))
        erase(world);
    else
        COMMANDS_OF[draw(world, sizeof(COMMANDS_OF) / sizeof(COMMANDS_OF[0]))](world);
}

/* ---- the report ---- */

static const Caravan__Training__V1__TrainingReportResponse *report_of(struct world *world,
                                                                      struct report_view view)
{
    const void *report = service_ask(
        &world->bench, "TrainingReport",
        service_text(
            &world->bench, "%s%s effective_through: %s known_at { seconds: %lld nanos: %lld }",
            view.from == 0 ? "" : "effective_from: ",
            view.from == 0 ? "" : date_text(world, view.from), date_text(world, view.through),
            (long long)(view.known_us / 1000000), (long long)(view.known_us % 1000000 * 1000)));

    assert_non_null(report);
    return report;
}

/* What was said since has this time. */
static void note_time(struct world *world)
{
    const Caravan__Training__V1__TrainingReportResponse *report =
        (const void *)service_ask(&world->bench, "TrainingReport", "");

    assert_non_null(report);
    world->now_us = report->known_at->seconds * 1000000 + report->known_at->nanos / 1000;
    for (int i = 0; i < world->model.count; i++) {
        struct naive_record *record = &world->model.records[i];

        for (int s = 0; s < record->saying_count; s++) {
            if (record->sayings[s].known_us < 0)
                record->sayings[s].known_us = world->now_us;
        }
        record->known_us = record->sayings[0].known_us;
    }
}

struct block {
    bool withheld;
    size_t count;
    enum learning_column columns[7]; /* all that it is judged by */
    int64_t shown[7];                /* -1: is not shown */
};

#define BLOCK_COUNT 6

static void blocks_of(const Caravan__Training__V1__TrainingReportLearning *row,
                      struct block blocks[BLOCK_COUNT])
{
    const struct block made[BLOCK_COUNT] = {
        {row->withheld,
         2,
         {LEARNING_PARTICIPATIONS, LEARNING_PERSONS},
         {row->participations, row->persons}},
        {row->completion_withheld,
         3,
         {LEARNING_COMPLETED, LEARNING_NOT_COMPLETED, LEARNING_OPEN},
         {row->completed, row->not_completed, row->open}},
        {row->ends_withheld,
         5,
         {LEARNING_FAILED, LEARNING_NO_SHOW, LEARNING_WITHDREW, LEARNING_UNDER_WAY,
          LEARNING_CANCELLED},
         {row->failed, row->no_show, row->withdrew, row->under_way, row->cancelled}},
        {row->attendance_withheld,
         4,
         {LEARNING_ATTENDANCES, LEARNING_ATTENDED, LEARNING_MISSED, LEARNING_ATTENDING},
         {row->attendances, row->attended, row->attendances - row->attended, -1}},
        {row->certificates_withheld,
         7,
         {LEARNING_CERTIFICATES, LEARNING_VALID, LEARNING_SUSPENDED, LEARNING_REVOKED,
          LEARNING_EXPIRED, LEARNING_CERTIFIED, LEARNING_WITHOUT},
         {row->certificates, row->certificates_valid, row->certificates_suspended,
          row->certificates_revoked, row->certificates_expired, -1, -1}},
        {row->results_withheld,
         4,
         {LEARNING_RESULTS, LEARNING_PASSED, LEARNING_NOT_PASSED, LEARNING_ASSESSED},
         {row->results, row->passed, row->results - row->passed, -1}},
    };

    memcpy(blocks, made, sizeof(made));
}

static bool is_small(int64_t count)
{
    return count > 0 && count < 10;
}

static void check_row(const Caravan__Training__V1__TrainingReportLearning *row,
                      const int64_t counts[LEARNING_COLUMNS], int64_t minutes)
{
    struct block blocks[BLOCK_COUNT];

    blocks_of(row, blocks);
    for (size_t b = 0; b < BLOCK_COUNT; b++) {
        for (size_t i = 0; i < blocks[b].count; i++) {
            int64_t count = counts[blocks[b].columns[i]];

            if (is_small(count))
                assert_true(blocks[b].withheld);
            if (blocks[b].shown[i] != -1)
                assert_int_equal(blocks[b].shown[i], blocks[b].withheld ? 0 : count);
        }
    }
    assert_true(!row->withheld || row->completion_withheld);
    assert_true(!row->completion_withheld || row->ends_withheld);
    assert_int_equal(row->attended_minutes, row->attendance_withheld ? 0 : minutes);
}

/* What is withheld below a row that is shown must not be of few people. */
static void attack(const struct naive_report *naive,
                   const Caravan__Training__V1__TrainingReportLearning *rows[NAIVE_ROWS], int whole)
{
    struct block blocks[BLOCK_COUNT];

    blocks_of(rows[whole], blocks);
    for (size_t b = 0; b < BLOCK_COUNT; b++) {
        int64_t hidden[LEARNING_COLUMNS] = {0};

        if (blocks[b].withheld)
            continue;
        for (int c = 0; c < NAIVE_COURSES; c++) {
            int group = NAIVE_COURSES + naive_group_of[c];
            struct block of_course[BLOCK_COUNT];
            struct block of_group[BLOCK_COUNT];

            if (rows[c] == NULL || (whole != NAIVE_ROWS - 1 && whole != group))
                continue;
            blocks_of(rows[c], of_course);
            blocks_of(rows[group], of_group);
            if (!of_course[b].withheld || (whole == NAIVE_ROWS - 1 && !of_group[b].withheld))
                continue;
            for (size_t i = 0; i < blocks[b].count; i++)
                hidden[blocks[b].columns[i]] += naive->counts[c][blocks[b].columns[i]];
        }
        for (size_t i = 0; i < blocks[b].count; i++)
            assert_false(is_small(hidden[blocks[b].columns[i]]));
    }
}

static bool tells(const int64_t counts[LEARNING_COLUMNS])
{
    return counts[LEARNING_PARTICIPATIONS] + counts[LEARNING_ATTENDANCES] +
               counts[LEARNING_CERTIFICATES] + counts[LEARNING_RESULTS] >
           0;
}

static void check_report(const struct naive_report *naive,
                         const Caravan__Training__V1__TrainingReportResponse *report)
{
    const Caravan__Training__V1__TrainingReportLearning *rows[NAIVE_ROWS] = {NULL};
    size_t courses = 0;
    size_t groups = 0;

    for (int row = 0; row < NAIVE_ROWS; row++) {
        bool course = row < NAIVE_COURSES;

        if (row == NAIVE_ROWS - 1) {
            rows[row] = report->learning;
        } else if (tells(naive->counts[row])) {
            assert_true(course ? courses < report->n_courses : groups < report->n_course_groups);
            rows[row] = course ? report->courses[courses++] : report->course_groups[groups++];
        } else {
            continue;
        }
        check_row(rows[row], naive->counts[row], naive->minutes[row]);
    }
    assert_int_equal(courses, report->n_courses);
    assert_int_equal(groups, report->n_course_groups);
    for (int row = NAIVE_COURSES; row < NAIVE_ROWS; row++) {
        if (rows[row] != NULL)
            attack(naive, rows, row);
    }
}

static struct report_view some_view(struct world *world)
{
    struct report_view view = {.from = one_in(world, 3) ? 0 : some_day(world, 0)};

    view.through = one_in(world, 2) ? TODAY + (int32_t)draw(world, 10) : some_day(world, view.from);
    view.known_us = one_in(world, 2) || world->now_us == SERVICE_NOON
                        ? world->now_us
                        : world->now_us - (int64_t)draw(world, (uint64_t)world->model.count + 1);
    return view;
}

static void keep(struct world *world, struct report_view view,
                 const Caravan__Training__V1__TrainingReportResponse *report)
{
    struct kept *kept = &world->kept[world->kept_count];
    size_t len = protobuf_c_message_get_packed_size(&report->base);

    if (world->kept_count == KEPT)
        return;
    world->kept_count++;
    *kept = (struct kept){view, malloc(len), len};
    (void)protobuf_c_message_pack(&report->base, kept->bytes);
}

static void check_kept(struct world *world)
{
    for (int i = 0; i < world->kept_count; i++) {
        struct kept *kept = &world->kept[i];
        const Caravan__Training__V1__TrainingReportResponse *report = report_of(world, kept->view);
        uint8_t *again = malloc(kept->len);

        assert_int_equal(protobuf_c_message_get_packed_size(&report->base), kept->len);
        (void)protobuf_c_message_pack(&report->base, again);
        assert_memory_equal(again, kept->bytes, kept->len);
        free(again);
        free(kept->bytes);
    }
}

static void what_a_report_tells_of_courses_is_what_single_records_come_to(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world *world = calloc(1, sizeof(*world));

        assert_non_null(world);
        world->chance = seed;
        training_up(&world->bench, SERVICE_IN_MEMORY);
        sow(world);
        for (int i = 1; i <= COMMANDS; i++) {
            command(world);
            note_time(world);
            if (i % COMPARE == 0) {
                struct report_view view = some_view(world);
                const Caravan__Training__V1__TrainingReportResponse *report =
                    report_of(world, view);
                struct naive_report naive;

                naive_report_make(&world->model, &view, &naive);
                check_report(&naive, report);
                keep(world, view, report);
            }
            service_forget(&world->bench);
        }
        check_kept(world);
        service_down(&world->bench);
        for (int i = 0; i < world->model.count; i++)
            free((void *)(uintptr_t)world->certificates[i]);
        free(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_report_tells_of_courses_is_what_single_records_come_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
