/* Results: submitted by one person, approved by another, corrected by a new one. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define INDICATOR "programmes/jw/indicators/trees"
#define RESULT    INDICATOR "/results/"
#define ROAD      "programmes/jw/projects/0042"
#define WRONG     CV_FAILED_PRECONDITION, "WRONG_STATE", ""

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    bench->principal.subject = "anna";
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_FLOW collection: INDICATOR_COLLECTION_RESULTS }",
           "");
}

static const char *tell(struct service_bench *bench, const char *id, const char *fields)
{
    return service_text(bench,
                        "parent: '" INDICATOR "' result_id: '%s' result { project: '" ROAD "' %s }",
                        id, fields);
}

static const char *move(struct service_bench *bench, const char *id, const char *fields)
{
    return service_text(bench, "name: '" RESULT "%s' move: RESULT_MOVE_%s", id, fields);
}

static const char *etag_of(struct service_bench *bench, const char *id)
{
    const Caravan__Projects__V1__Result *result = (const void *)EXPECT(
        bench, "GetResult", service_text(bench, "name: '" RESULT "%s'", id), "");

    return service_text(bench, "%s", result->etag);
}

/* By somebody else than anna. */
static void approve(struct service_bench *bench, const char *id)
{
    const char *maker = bench->principal.subject;

    bench->principal.subject = "bo";
    EXPECT(bench, "MoveResult",
           move(bench, id, service_text(bench, "APPROVE etag: '%s'", etag_of(bench, id))),
           "standing { state: RESULT_STATE_APPROVED judged_by: 'bo' }");
    bench->principal.subject = maker;
}

static void figure(struct service_bench *bench, const char *dates, const char *expected)
{
    EXPECT(bench, "Report", service_text(bench, "programme: 'programmes/jw' %s", dates),
           service_text(bench, "indicators { title: 'Trees' %s }", expected));
}

/* ---- what counts ---- */

static void only_what_a_second_person_approved_counts(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(
        &bench, "CreateResult",
        tell(&bench, "r",
             "period: '2025-02' site: 'north' value: 7 statement: 'Counted' "
             "documents: 'List 1' documents: 'List 2'"),
        "name: '" RESULT "r' period: '2025-02' project: '" ROAD "' site: 'north' value: 7 "
        "weight: 0 rating: '' statement: 'Counted' documents: 'List 1' documents: 'List 2' "
        "supersedes: '' correction: '' etag: 'v1' "
        "standing { state: RESULT_STATE_SUBMITTED makers: 'anna' judged_by: '' !approved_time }");
    figure(&bench, "", "!total");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    approve(&bench, "r");
    figure(&bench, "", "total { value: 7 observation_count: 1 } by_period { period: '2025-02' }");
    figure(&bench, "effective_through: 2025-02-27", "!total");
    figure(&bench, "known_at { seconds: 1751371300 }", "!total");
    EXPECT(&bench, "GetObservation", "name: '" INDICATOR "/observations/r'",
           "project: '" ROAD "' site: 'north' effective_date: 2025-02-28 value: 7 "
           "recorded_time { seconds: 1751457600 }");
    EXPECT(&bench, "GetResult", "name: '" RESULT "r'",
           "etag: 'v2' standing { state: RESULT_STATE_APPROVED makers: 'anna' judged_by: 'bo' "
           "approved_time { seconds: 1751457600 } superseded_by: '' }");
    service_down(&bench);
}

static void not_reported_is_not_zero(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    figure(&bench, "", "!total");
    EXPECT(&bench, "CreateResult", tell(&bench, "none", "period: '2025-02' value: 0"), "");
    approve(&bench, "none");
    figure(&bench, "", "total { value: 0 observation_count: 1 }");
    service_down(&bench);
}

static void a_correction_that_is_approved_takes_the_place_of_the_old_one(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateResult", tell(&bench, "a", "period: '2025-01' value: 100"), "");
    EXPECT(&bench, "CreateResult", tell(&bench, "b", "period: '2025-02' value: 50"), "");
    approve(&bench, "a");
    approve(&bench, "b");
    REFUSE(&bench, "CreateResult", tell(&bench, "c", "period: '2025-01' value: 90"),
           CV_FAILED_PRECONDITION, "RESULT_STANDS", "");
    REFUSE(&bench, "CreateResult",
           tell(&bench, "c", "period: '2025-01' value: 90 supersedes: 'b' correction: 'x'"),
           CV_FAILED_PRECONDITION, "NOT_STANDING", "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "CreateResult",
           tell(&bench, "c",
                "period: '2025-01' value: 90 supersedes: 'a' correction: 'Counted twice'"),
           "supersedes: 'a' correction: 'Counted twice'");
    figure(&bench, "", "total { value: 150 }");
    EXPECT(&bench, "GetResult", "name: '" RESULT "a'", "standing { state: RESULT_STATE_APPROVED }");
    approve(&bench, "c");
    figure(&bench, "",
           "total { value: 140 } by_period { period: '2025-01' value: 90 } "
           "by_period { period: '2025-02' value: 50 }");
    figure(&bench, "known_at { seconds: 1751371300 }", "total { value: 150 }");
    EXPECT(&bench, "GetResult", "name: '" RESULT "a'",
           "value: 100 etag: 'v3' standing { state: RESULT_STATE_SUPERSEDED superseded_by: 'c' "
           "judged_by: 'bo' }");
    EXPECT(&bench, "ListObservations", "parent: '" INDICATOR "'",
           "observations { name: '" INDICATOR "/observations/a' } observations { } "
           "observations { reference: 'Counted twice' reverses: '" INDICATOR "/observations/a' }");
    REFUSE(&bench, "CreateResult",
           tell(&bench, "d", "period: '2025-01' value: 80 supersedes: 'a' correction: 'x'"),
           CV_FAILED_PRECONDITION, "NOT_STANDING", "");
    EXPECT(&bench, "CreateResult",
           tell(&bench, "d", "period: '2025-01' value: 80 supersedes: 'c' correction: 'x'"), "");
    service_down(&bench);
}

/* What a later period says is untouched by a correction of an earlier one, and a running total is
 * not added up. */
static void an_old_period_of_a_running_total_is_corrected(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    bench.principal.subject = "anna";
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_LEVEL collection: INDICATOR_COLLECTION_RESULTS }",
           "");
    EXPECT(&bench, "CreateResult", tell(&bench, "a", "period: '2025-01' value: 100"), "");
    EXPECT(&bench, "CreateResult", tell(&bench, "b", "period: '2025-02' value: 150"), "");
    EXPECT(&bench, "CreateResult", tell(&bench, "c", "period: '2025-03' value: 180"), "");
    approve(&bench, "a");
    approve(&bench, "b");
    approve(&bench, "c");
    EXPECT(&bench, "CreateResult",
           tell(&bench, "d", "period: '2025-01' value: 110 supersedes: 'a' correction: 'x'"), "");
    approve(&bench, "d");
    figure(&bench, "",
           "total { value: 180 } by_period { value: 110 } by_period { value: 150 } "
           "by_period { value: 180 }");
    service_down(&bench);
}

/* ---- persons ---- */

static void nobody_who_made_any_version_judges_it(void **state)
{
    static const char *const JUDGING[] = {"APPROVE", "RETURN reason: 'x'", "REJECT reason: 'x'"};
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateResult",
           tell(&bench, "r", "period: '2025-01' value: 1 standing { state: 1 }"),
           "standing { state: RESULT_STATE_DRAFT makers: 'anna' }");
    bench.principal.subject = "carl";
    EXPECT(&bench, "MoveResult", move(&bench, "r", "SUBMIT"),
           "standing { state: RESULT_STATE_SUBMITTED makers: 'anna' makers: 'carl' }");
    bench.principal.subject = "dora";
    EXPECT(&bench, "UpdateResult",
           "result { name: '" RESULT "r' value: 2 etag: 'v2' } update_mask { paths: 'value' }",
           "value: 2 etag: 'v3' standing { state: RESULT_STATE_SUBMITTED makers: 'anna' "
           "makers: 'carl' makers: 'dora' }");
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            bench.principal.subject = ((const char *const[]){"anna", "carl", "dora"})[i];
            REFUSE(&bench, "MoveResult",
                   move(&bench, "r", service_text(&bench, "%s etag: 'v3'", JUDGING[j])),
                   CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
        }
    }
    bench.principal.subject = "bo";
    REFUSE(&bench, "MoveResult", move(&bench, "r", "WITHDRAW"), CV_PERMISSION_DENIED, "NOT_MAKER",
           "");
    REFUSE(&bench, "MoveResult", move(&bench, "r", "APPROVE etag: 'v2'"), CV_ABORTED,
           "ETAG_MISMATCH", "");
    EXPECT(&bench, "MoveResult", move(&bench, "r", "APPROVE etag: 'v3'"), "");
    service_down(&bench);
}

static void what_is_returned_is_mended_and_submitted_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateResult", tell(&bench, "r", "period: '2025-01' value: 1"), "");
    bench.principal.subject = "bo";
    EXPECT(&bench, "MoveResult", move(&bench, "r", "RETURN etag: 'v1' reason: 'Which list?'"),
           "standing { state: RESULT_STATE_RETURNED judged_by: 'bo' reason: 'Which list?' }");
    bench.principal.subject = "anna";
    EXPECT(&bench, "UpdateResult",
           "result { name: '" RESULT "r' documents: 'List 3' etag: 'v2' } "
           "update_mask { paths: 'documents' }",
           "value: 1 documents: 'List 3' standing { state: RESULT_STATE_RETURNED }");
    EXPECT(&bench, "MoveResult", move(&bench, "r", "SUBMIT"),
           "etag: 'v4' standing { state: RESULT_STATE_SUBMITTED judged_by: 'bo' reason: '' }");
    approve(&bench, "r");
    figure(&bench, "", "total { value: 1 }");
    service_down(&bench);
}

/* ---- states ---- */

enum {
    DRAFT,
    SUBMITTED,
    APPROVED,
    RETURNED,
    REJECTED,
    WITHDRAWN,
    SUPERSEDED,
    STATES
};

/* A result of this id and month in this state. */
static void make(struct service_bench *bench, const char *id, const char *month, int state)
{
    static const char *const REFUSALS[] = {
        [RETURNED] = "RETURN etag: 'v1' reason: 'x'", [REJECTED] = "REJECT etag: 'v1' reason: 'x'"};

    bench->principal.subject = "anna";
    EXPECT(bench, "CreateResult",
           tell(bench, id,
                service_text(bench, "period: '%s' value: 1 %s", month,
                             state == DRAFT ? "standing { state: 1 }" : "")),
           "");
    if (state == WITHDRAWN)
        EXPECT(bench, "MoveResult", move(bench, id, "WITHDRAW"), "");
    if (state == RETURNED || state == REJECTED) {
        bench->principal.subject = "bo";
        EXPECT(bench, "MoveResult", move(bench, id, REFUSALS[state]), "");
    }
    if (state == APPROVED || state == SUPERSEDED)
        approve(bench, id);
    if (state == SUPERSEDED) {
        const char *newer = service_text(bench, "%s-new", id);

        EXPECT(
            bench, "CreateResult",
            tell(bench, newer,
                 service_text(bench, "period: '%s' supersedes: '%s' correction: 'x'", month, id)),
            "");
        approve(bench, newer);
    }
}

static const struct {
    const char *method;
    const char *fields; /* beside name and etag */
    const char *by;
    unsigned from; /* bits of states */
} MOVES[] = {
    {"MoveResult", "move: RESULT_MOVE_SUBMIT", "anna", 1 << DRAFT | 1 << RETURNED},
    {"MoveResult", "move: RESULT_MOVE_APPROVE", "bo", 1 << SUBMITTED},
    {"MoveResult", "move: RESULT_MOVE_RETURN reason: 'x'", "bo", 1 << SUBMITTED},
    {"MoveResult", "move: RESULT_MOVE_REJECT reason: 'x'", "bo", 1 << SUBMITTED},
    {"MoveResult", "move: RESULT_MOVE_WITHDRAW", "anna",
     1 << DRAFT | 1 << SUBMITTED | 1 << RETURNED},
    {"UpdateResult", NULL, "anna", 1 << DRAFT | 1 << SUBMITTED | 1 << RETURNED},
};
#define MOVE_COUNT (sizeof(MOVES) / sizeof(MOVES[0]))

static void try_move(struct service_bench *bench, size_t i, int from, const char *id)
{
    const char *etag = etag_of(bench, id);
    const char *request =
        MOVES[i].fields == NULL
            ? service_text(bench, "result { name: '" RESULT "%s' value: 3 etag: '%s' }", id, etag)
            : service_text(bench, "name: '" RESULT "%s' etag: '%s' %s", id, etag, MOVES[i].fields);

    bench->principal.subject = MOVES[i].by;
    if ((MOVES[i].from & 1U << from) != 0)
        EXPECT(bench, MOVES[i].method, request, "");
    else
        REFUSE(bench, MOVES[i].method, request, WRONG);
}

static void each_move_is_legal_from_its_states_alone(void **state)
{
    struct service_bench bench;
    int month = 0;

    (void)state;
    up(&bench);
    for (int from = 0; from < STATES; from++) {
        for (size_t i = 0; i < MOVE_COUNT; i++, month++) {
            const char *id = service_text(&bench, "r%d", month);

            make(&bench, id, service_text(&bench, "%04d-%02d", 2021 + month / 12, month % 12 + 1),
                 from);
            try_move(&bench, i, from, id);
        }
    }
    service_down(&bench);
}

static void of_a_period_and_place_one_is_open(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    make(&bench, "a", "2025-01", DRAFT);
    REFUSE(&bench, "CreateResult", tell(&bench, "b", "period: '2025-01'"), CV_FAILED_PRECONDITION,
           "RESULT_OPEN", "");
    REFUSE(&bench, "CreateResult", tell(&bench, "a", "period: '2025-02'"), CV_ALREADY_EXISTS,
           "ID_TAKEN", "");
    EXPECT(&bench, "CreateResult", tell(&bench, "b", "period: '2025-01' site: 'north'"), "");
    EXPECT(&bench, "CreateResult", tell(&bench, "c", "period: '2025-02'"), "");
    EXPECT(&bench, "MoveResult", move(&bench, "a", "WITHDRAW"), "");
    EXPECT(&bench, "CreateResult", tell(&bench, "d", "period: '2025-01'"), "");
    EXPECT(&bench, "ListResults", "parent: '" INDICATOR "' state: RESULT_STATE_WITHDRAWN",
           "results { name: '" RESULT "a' } next_page_token: ''");
    assert_int_equal(
        ((const Caravan__Projects__V1__ListResultsResponse *)(const void *)EXPECT(
             &bench, "ListResults", "parent: '" INDICATOR "' state: RESULT_STATE_SUBMITTED", ""))
            ->n_results,
        3);
    REFUSE(&bench, "ListResults", "parent: '" INDICATOR "' state: 7", BAD, "state");
    service_down(&bench);
}

/* ---- refusals ---- */

static void each_wrong_field_of_a_new_result_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'programmes/jw'", BAD, "parent"},
        {"parent: 'programmes/jw/indicators/other'", MISSING, ""},
        {"!result", BAD, "result"},
        {"result_id: 'X'", BAD, "result_id"},
        {"result { !period }", BAD, "result.period"},
        {"result { period: '2025' }", BAD, "result.period"},
        {"result { period: '2025-Q1' }", BAD, "result.period"},
        {"result { period: '2025-13' }", BAD, "result.period"},
        {"result { period: '2025-07' }", BAD, "result.period"},
        {"result { !project }", BAD, "result.project"},
        {"result { project: 'programmes/other/projects/0042' }", BAD, "result.project"},
        {"result { project: 'programmes/jw/projects/0044' }", MISSING, "result.project"},
        {"result { site: 'No' }", BAD, "result.site"},
        {"result { site: 'east' }", MISSING, "result.site"},
        {"result { value: -1 }", BAD, "result.value"},
        {"result { value: 1000000000000001 }", BAD, "result.value"},
        {"result { weight: 1 }", BAD, "result.weight"},
        {"result { rating: 'good' }", BAD, "result.rating"},
        {"result { statement: ' x' }", BAD, "result.statement"},
        {"result { documents: '' }", BAD, "result.documents"},
        {"result { documents: '" LETTERS_200 "x' }", BAD, "result.documents"},
        {"result { documents: '1' documents: '2' documents: '3' documents: '4' documents: '5' "
         "documents: '6' documents: '7' documents: '8' documents: '9' documents: 'a' "
         "documents: 'b' }",
         BAD, "result.documents"},
        {"result { supersedes: 'X' }", BAD, "result.supersedes"},
        {"result { supersedes: 'x' }", BAD, "result.correction"},
        {"result { supersedes: 'x' correction: 'x' }", CV_FAILED_PRECONDITION, "NOT_STANDING", ""},
        {"result { correction: 'x' }", BAD, "result.correction"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateResult",
                "parent: '" INDICATOR "' result_id: 'x' result { project: '" ROAD "' "
                "period: '2025-06' site: 'north' value: 1000000000000000 "
                "statement: '" LETTERS_200 LETTERS_200 LETTERS_200 LETTERS_200 LETTERS_200 "' }",
                ROWS);
    service_down(&bench);
}

static void each_wrong_move_and_edit_is_named(void **state)
{
    static const struct service_refusal WRONG_MOVES[] = {
        {"name: '" INDICATOR "'", BAD, "name"},
        {"name: '" RESULT "other'", MISSING, ""},
        {"!move", BAD, "move"},
        {"move: 6", BAD, "move"},
        {"!etag", BAD, "etag"},
        {"etag: '*'", BAD, "etag"},
        {"etag: 'v2'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"!reason", BAD, "reason"},
        {"reason: '" LETTERS_200 "x'", BAD, "reason"},
        {"move: RESULT_MOVE_REJECT !reason", BAD, "reason"},
        {"move: RESULT_MOVE_APPROVE !etag", BAD, "etag"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    static const struct service_refusal EDITS[] = {
        {"!result", BAD, "result"},
        {"result { name: '" INDICATOR "' }", BAD, "result.name"},
        {"result { name: '" RESULT "other' }", MISSING, ""},
        {"result { !etag }", BAD, "result.etag"},
        {"result { etag: 'v2' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"result { value: -1 }", BAD, "result.value"},
        {"result { correction: 'x' }", BAD, "result.correction"},
        {"update_mask { paths: 'period' }", BAD, "update_mask"},
        {"update_mask { paths: 'supersedes' }", BAD, "update_mask"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    make(&bench, "r", "2025-01", SUBMITTED);
    bench.principal.subject = "bo";
    REFUSE_EACH(&bench, "MoveResult",
                "name: '" RESULT "r' move: RESULT_MOVE_RETURN etag: 'v1' reason: 'x'", WRONG_MOVES);
    make(&bench, "s", "2025-02", SUBMITTED);
    REFUSE_EACH(&bench, "UpdateResult", "result { name: '" RESULT "s' value: 2 etag: 'v1' }",
                EDITS);
    service_down(&bench);
}

static void a_locked_period_takes_no_results(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    make(&bench, "draft", "2025-01", DRAFT);
    make(&bench, "waits", "2025-02", SUBMITTED);
    make(&bench, "gone", "2025-03", SUBMITTED);
    EXPECT(&bench, "MovePeriod", "name: 'programmes/jw/periods/2025-q1' move: PERIOD_MOVE_LOCK",
           "");
    REFUSE(&bench, "CreateResult", tell(&bench, "x", "period: '2025-01' site: 'north'"),
           CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "");
    REFUSE(&bench, "MoveResult", move(&bench, "draft", "SUBMIT"), CV_FAILED_PRECONDITION,
           "PERIOD_LOCKED", "");
    EXPECT(&bench, "MoveResult", move(&bench, "gone", "WITHDRAW"), "");
    bench.principal.subject = "bo";
    REFUSE(&bench, "MoveResult", move(&bench, "waits", "APPROVE etag: 'v1'"),
           CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "");
    EXPECT(&bench, "MoveResult", move(&bench, "waits", "RETURN etag: 'v1' reason: 'Too late'"), "");
    figure(&bench, "", "!total");
    service_down(&bench);
}

static void evidence_is_demanded_when_it_is_submitted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "UpdateIndicator",
           "indicator { name: '" INDICATOR "' evidence_required: true etag: '*' } "
           "update_mask { paths: 'evidence_required' }",
           "");
    REFUSE(&bench, "CreateResult", tell(&bench, "r", "period: '2025-01'"), CV_FAILED_PRECONDITION,
           "EVIDENCE_MISSING", "");
    EXPECT(&bench, "CreateResult",
           tell(&bench, "r", "period: '2025-01' standing { state: RESULT_STATE_DRAFT }"), "");
    REFUSE(&bench, "MoveResult", move(&bench, "r", "SUBMIT"), CV_FAILED_PRECONDITION,
           "EVIDENCE_MISSING", "");
    EXPECT(&bench, "UpdateResult",
           "result { name: '" RESULT "r' documents: 'List' etag: '*' } "
           "update_mask { paths: 'documents' }",
           "");
    EXPECT(&bench, "MoveResult", move(&bench, "r", "SUBMIT"), "");
    REFUSE(&bench, "UpdateResult",
           "result { name: '" RESULT "r' etag: '*' } update_mask { paths: 'documents' }",
           CV_FAILED_PRECONDITION, "EVIDENCE_MISSING", "");
    service_down(&bench);
}

/* ---- kinds ---- */

static void a_judgement_in_words_is_approved_and_is_in_no_figure(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    bench.principal.subject = "anna";
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' "
           "kind: INDICATOR_KIND_QUALITATIVE scale: 'poor' scale: 'good' "
           "grain: PERIOD_GRAIN_QUARTER }",
           "");
    REFUSE(&bench, "CreateResult", tell(&bench, "r", "period: '2025-Q1' rating: 'good'"), BAD,
           "result.statement");
    REFUSE(&bench, "CreateResult", tell(&bench, "r", "period: '2025-Q1' statement: 'x'"), BAD,
           "result.rating");
    REFUSE(&bench, "CreateResult",
           tell(&bench, "r", "period: '2025-Q1' statement: 'x' rating: 'best'"), BAD,
           "result.rating");
    REFUSE(&bench, "CreateResult",
           tell(&bench, "r", "period: '2025-Q1' statement: 'x' rating: 'good' value: 1"), BAD,
           "result.value");
    EXPECT(&bench, "CreateResult",
           tell(&bench, "r", "period: '2025-Q1' statement: 'All grow' rating: 'good'"),
           "period: '2025-Q1' rating: 'good'");
    approve(&bench, "r");
    figure(&bench, "", "!total");
    EXPECT(&bench, "CreateResult",
           tell(&bench, "s",
                "period: '2025-Q1' statement: 'Half of them died' rating: 'poor' "
                "supersedes: 'r' correction: 'Seen again'"),
           "");
    approve(&bench, "s");
    EXPECT(&bench, "GetResult", "name: '" RESULT "r'",
           "standing { state: RESULT_STATE_SUPERSEDED }");
    service_down(&bench);
}

static void the_kind_says_what_a_result_may_hold(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'rate' indicator { title: 'x' unit: '%' "
           "kind: INDICATOR_KIND_RATIO collection: INDICATOR_COLLECTION_RESULTS }",
           "");
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'seen' indicator { title: 'x' unit: 'x' "
           "kind: INDICATOR_KIND_FLOW }",
           "");
    REFUSE(&bench, "CreateResult",
           "parent: 'programmes/jw/indicators/rate' result { project: '" ROAD "' "
           "period: '2025-01' value: 3 }",
           BAD, "result.weight");
    EXPECT(&bench, "CreateResult",
           "parent: 'programmes/jw/indicators/rate' result { project: '" ROAD "' "
           "period: '2025-01' value: 3 weight: 4 }",
           "value: 3 weight: 4");
    REFUSE(&bench, "CreateResult",
           "parent: 'programmes/jw/indicators/seen' result { project: '" ROAD "' "
           "period: '2025-01' value: 3 }",
           CV_FAILED_PRECONDITION, "WRONG_COLLECTION", "");
    service_down(&bench);
}

/* ---- beside ---- */

static void a_site_with_a_result_stays(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateResult", tell(&bench, "r", "period: '2025-01' site: 'north'"), "");
    REFUSE(&bench, "UpdateProject",
           "project { name: '" ROAD "' etag: '*' } update_mask { paths: 'sites' }",
           CV_FAILED_PRECONDITION, "SITE_IN_USE", "project.sites");
    service_down(&bench);
}

static void results_are_imported_and_again_without_harm(void **state)
{
    static const char ROWS[] =
        "request_id: '%d' "
        "rows { result { parent: '" INDICATOR "' result_id: 'a' result { project: '" ROAD "' "
        "period: '2025-01' value: 5 documents: 'List' } } } "
        "rows { result { parent: '" INDICATOR "' result_id: 'b' result { project: '" ROAD "' "
        "period: '2025-02' value: 6 } } }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", service_text(&bench, ROWS, 1), "recorded: true created_count: 2");
    EXPECT(&bench, "Import", service_text(&bench, ROWS, 2), "created_count: 0 unchanged_count: 2");
    approve(&bench, "a");
    EXPECT(&bench, "MovePeriod", "name: 'programmes/jw/periods/2025-q1' move: PERIOD_MOVE_LOCK",
           "");
    EXPECT(&bench, "Import", service_text(&bench, ROWS, 3), "created_count: 0 unchanged_count: 2");
    EXPECT(&bench, "Import",
           "rows { result { parent: '" INDICATOR "' result_id: 'a' result { project: '" ROAD "' "
           "period: '2025-01' value: 5 documents: 'Other list' } } }",
           "refused_count: 1 refusals { reason: 'ID_TAKEN' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_a_second_person_approved_counts),
        cmocka_unit_test(not_reported_is_not_zero),
        cmocka_unit_test(a_correction_that_is_approved_takes_the_place_of_the_old_one),
        cmocka_unit_test(an_old_period_of_a_running_total_is_corrected),
        cmocka_unit_test(nobody_who_made_any_version_judges_it),
        cmocka_unit_test(what_is_returned_is_mended_and_submitted_again),
        cmocka_unit_test(each_move_is_legal_from_its_states_alone),
        cmocka_unit_test(of_a_period_and_place_one_is_open),
        cmocka_unit_test(each_wrong_field_of_a_new_result_is_named),
        cmocka_unit_test(each_wrong_move_and_edit_is_named),
        cmocka_unit_test(a_locked_period_takes_no_results),
        cmocka_unit_test(evidence_is_demanded_when_it_is_submitted),
        cmocka_unit_test(a_judgement_in_words_is_approved_and_is_in_no_figure),
        cmocka_unit_test(the_kind_says_what_a_result_may_hold),
        cmocka_unit_test(a_site_with_a_result_stays),
        cmocka_unit_test(results_are_imported_and_again_without_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
