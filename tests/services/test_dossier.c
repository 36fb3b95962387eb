/* Things whose state moves on a day, through the whole service: what all of them have in common. */
#include "dossier_texts.h"
#include "rpc/codec.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateEnterprise",
           NEW("enterprise", "made", ENTERPRISE MOVE("SETTLE", "2024-01-01")), "");
}

/* ---- which moves there are ---- */

#define MOVES_KNOWN 24

/* A state, how one gets there, and the moves that may be made from it; "PLAN=PLANNED". */
struct place {
    const char *state;
    const char *moves;
    const char *legal[5];
};

struct rules {
    const char *noun;  /* "Certification" */
    const char *thing; /* "certification" */
    const char *collection;
    const char *fields;
    const char *own; /* all moves it knows, each between blanks */
    struct place places[8];
};

static const char *move_name(int number)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
        &caravan__projects__v1__development_move__descriptor, number);

    assert_non_null(value);
    return value->name + strlen("DEVELOPMENT_MOVE_");
}

/* Where the move leads from there; NULL: it is not legal. */
static const char *leads_to(const struct place *place, const char *move)
{
    size_t len = strlen(move);

    for (size_t i = 0; i < 5 && place->legal[i] != NULL; i++) {
        if (strncmp(place->legal[i], move, len) == 0 && place->legal[i][len] == '=')
            return place->legal[i] + len + 1;
    }
    return NULL;
}

static void try_move(struct service_bench *bench, const struct rules *rules,
                     const struct place *place, int number)
{
    const char *move = move_name(number);
    const char *to = leads_to(place, move);
    bool own = strstr(rules->own, service_text(bench, " %s ", move)) != NULL;
    const char *id = service_text(bench, "%.8d-%d", (int)(place - rules->places), number);
    const char *request = service_text(
        bench,
        "name: 'programmes/jw/%s/%s' etag: '*' move { move: DEVELOPMENT_MOVE_%s date: 2025-02-01 "
        "reason: 'so' reference: 'doc' %s }",
        rules->collection, id, move,
        strcmp(move, "FORECAST") == 0 ? "forecast_date: 2025-04-01" : "");
    const char *method = service_text(bench, "Move%s", rules->noun);

    EXPECT(bench, service_text(bench, "Create%s", rules->noun),
           service_text(bench, "parent: 'programmes/jw' %s_id: '%s' %s { %s %s }", rules->thing, id,
                        rules->thing, rules->fields, place->moves),
           service_text(bench, "state: DEVELOPMENT_STATE_%s state_date: 2025-01-01", place->state));
    if (to != NULL)
        EXPECT(bench, method, request, service_text(bench, "state: DEVELOPMENT_STATE_%s", to));
    else if (own)
        REFUSE(bench, method, request, CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    else
        REFUSE(bench, method, request, BAD, "move.move");
    service_forget(bench);
}

static void try_all(const struct rules *rules)
{
    struct service_bench bench;

    up(&bench);
    for (const struct place *place = rules->places; place->state != NULL; place++) {
        for (int number = 1; number <= MOVES_KNOWN; number++)
            try_move(&bench, rules, place, number);
    }
    service_down(&bench);
}

#define NEW_YEAR "2025-01-01"

static void a_certification_makes_its_moves_and_no_other(void **state)
{
    static const struct rules RULES = {
        "Certification",
        "certification",
        "certifications",
        CERTIFICATION,
        " APPLY GRANT REFUSE LAPSE REVOKE ",
        {
            {"APPLIED", MOVE("APPLY", NEW_YEAR), {"GRANT=GRANTED", "REFUSE=REFUSED"}},
            {"GRANTED",
             MOVE("APPLY", NEW_YEAR) MOVE("GRANT", NEW_YEAR),
             {"LAPSE=LAPSED", "REVOKE=REVOKED"}},
            {"REFUSED", MOVE("APPLY", NEW_YEAR) MOVE("REFUSE", NEW_YEAR), {NULL}},
            {"LAPSED",
             MOVE("APPLY", NEW_YEAR) MOVE("GRANT", NEW_YEAR) MOVE("LAPSE", NEW_YEAR),
             {NULL}},
            {"REVOKED",
             MOVE("APPLY", NEW_YEAR) MOVE("GRANT", NEW_YEAR) MOVE("REVOKE", NEW_YEAR),
             {NULL}},
        },
    };

    (void)state;
    try_all(&RULES);
}

static void a_milestone_makes_its_moves_and_no_other(void **state)
{
    static const struct rules RULES = {
        "Milestone",
        "milestone",
        "milestones",
        MILESTONE,
        " PLAN FORECAST COMPLETE CITE WAIVE REOPEN ",
        {
            {"PLANNED",
             MOVE("PLAN", NEW_YEAR),
             {"FORECAST=PLANNED", "COMPLETE=DONE", "WAIVE=WAIVED"}},
            {"DONE",
             MOVE("PLAN", NEW_YEAR) MOVE("COMPLETE", NEW_YEAR),
             {"CITE=DONE", "REOPEN=PLANNED"}},
            {"WAIVED", MOVE("PLAN", NEW_YEAR) MOVE("WAIVE", NEW_YEAR), {"REOPEN=PLANNED"}},
        },
    };

    (void)state;
    try_all(&RULES);
}

static void an_enterprise_makes_its_moves_and_no_other(void **state)
{
    static const struct rules RULES = {
        "Enterprise",
        "enterprise",
        "enterprises",
        ENTERPRISE,
        " SETTLE LEAVE ",
        {
            {"SETTLED", MOVE("SETTLE", NEW_YEAR), {"LEAVE=LEFT"}},
            {"LEFT", MOVE("SETTLE", NEW_YEAR) MOVE("LEAVE", NEW_YEAR), {"SETTLE=SETTLED"}},
        },
    };

    (void)state;
    try_all(&RULES);
}

static void a_trade_event_makes_its_moves_and_no_other(void **state)
{
    static const struct rules RULES = {
        "TradeEvent",
        "trade_event",
        "tradeEvents",
        TRADE_EVENT,
        " PLAN HOLD CANCEL ",
        {
            {"PLANNED", MOVE("PLAN", NEW_YEAR), {"HOLD=HELD", "CANCEL=CANCELLED"}},
            {"HELD", MOVE("PLAN", NEW_YEAR) MOVE("HOLD", NEW_YEAR), {NULL}},
            {"CANCELLED", MOVE("PLAN", NEW_YEAR) MOVE("CANCEL", NEW_YEAR), {NULL}},
        },
    };

    (void)state;
    try_all(&RULES);
}

static void a_research_effort_makes_its_moves_and_no_other(void **state)
{
    static const struct rules RULES = {
        "ResearchEffort",
        "research_effort",
        "researchEfforts",
        RESEARCH_EFFORT,
        " PROPOSE START SOLVE ABANDON ",
        {
            {"PROPOSED", MOVE("PROPOSE", NEW_YEAR), {"START=RUNNING", "ABANDON=ABANDONED"}},
            {"RUNNING",
             MOVE("PROPOSE", NEW_YEAR) MOVE("START", NEW_YEAR),
             {"SOLVE=SOLVED", "ABANDON=ABANDONED"}},
            {"SOLVED",
             MOVE("PROPOSE", NEW_YEAR) MOVE("START", NEW_YEAR) MOVE("SOLVE", NEW_YEAR),
             {NULL}},
            {"ABANDONED", MOVE("PROPOSE", NEW_YEAR) MOVE("ABANDON", NEW_YEAR), {NULL}},
        },
    };

    (void)state;
    try_all(&RULES);
}

static void a_grant_makes_its_moves_and_no_other(void **state)
{
    static const struct rules RULES = {
        "Grant",
        "grant",
        "grants",
        GRANT,
        " APPLY AWARD REFUSE END WITHDRAW ",
        {
            {"APPLIED",
             MOVE("APPLY", NEW_YEAR),
             {"AWARD=AWARDED", "REFUSE=REFUSED", "WITHDRAW=WITHDRAWN"}},
            {"AWARDED",
             MOVE("APPLY", NEW_YEAR) MOVE("AWARD", NEW_YEAR),
             {"END=ENDED", "WITHDRAW=WITHDRAWN"}},
            {"REFUSED", MOVE("APPLY", NEW_YEAR) MOVE("REFUSE", NEW_YEAR), {NULL}},
            {"ENDED",
             MOVE("APPLY", NEW_YEAR) MOVE("AWARD", NEW_YEAR) MOVE("END", NEW_YEAR),
             {NULL}},
            {"WITHDRAWN", MOVE("APPLY", NEW_YEAR) MOVE("WITHDRAW", NEW_YEAR), {NULL}},
        },
    };

    (void)state;
    try_all(&RULES);
}

static void a_product_makes_its_moves_and_no_other(void **state)
{
    static const struct rules RULES = {
        "Product",
        "product",
        "products",
        PRODUCT,
        " DEVELOP LAUNCH WITHDRAW ",
        {
            {"IN_DEVELOPMENT",
             MOVE("DEVELOP", NEW_YEAR),
             {"LAUNCH=LAUNCHED", "WITHDRAW=WITHDRAWN"}},
            {"LAUNCHED",
             MOVE("DEVELOP", NEW_YEAR) MOVE("LAUNCH", NEW_YEAR),
             {"WITHDRAW=WITHDRAWN"}},
            {"WITHDRAWN", MOVE("DEVELOP", NEW_YEAR) MOVE("WITHDRAW", NEW_YEAR), {NULL}},
        },
    };

    (void)state;
    try_all(&RULES);
}

/* ---- what a move must say ---- */

#define APPLY "moves { move: DEVELOPMENT_MOVE_APPLY date: 2025-01-10 } "
#define C1    "name: 'programmes/jw/certifications/c1' "

static void each_wrong_field_of_a_move_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'programmes/jw/milestones/m1'", BAD, "name"},
        {"name: 'programmes/jw/milestones/none'", BAD, "name"},
        {"name: 'programmes/jw/certifications/none'", MISSING, ""},
        {"name: 'programmes/none/certifications/c1'", MISSING, ""},
        {"!etag", BAD, "etag"},
        {"etag: 'v2'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"!move", BAD, "move"},
        {"move { move: 0 }", BAD, "move.move"},
        {"move { move: -1 }", BAD, "move.move"},
        {"move { move: 99 }", BAD, "move.move"},
        {"move { !date }", BAD, "move.date"},
        {"move { date: 2025-02-30 }", BAD, "move.date"},
        {"move { date: 2025-07-03 }", BAD, "move.date"},
        {"move { date: 2025-01-09 }", CV_FAILED_PRECONDITION, "BACKDATED", ""},
        {"move { forecast_date: 2025-02-01 }", BAD, "move.forecast_date"},
        {"move { reference: '" LETTERS_50 LETTERS_50 "x' }", BAD, "move.reference"},
        {"move { reason: '" LETTERS_200 "x' }", BAD, "move.reason"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification", NEW("certification", "c1", CERTIFICATION APPLY), "");
    REFUSE_EACH(&bench, "MoveCertification",
                C1 "etag: 'v1' move { move: DEVELOPMENT_MOVE_GRANT date: 2025-01-10 }", ROWS);
    service_down(&bench);
}

static void a_move_that_needs_a_reason_or_more_says_it(void **state)
{
    struct service_bench bench;
    const char *m1 = "name: 'programmes/jw/milestones/m1' etag: '*' ";

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMilestone",
           NEW("milestone", "m1", MILESTONE "moves { move: DEVELOPMENT_MOVE_PLAN }"), "");
    REFUSE(&bench, "MoveMilestone",
           service_text(&bench, "%s move { move: DEVELOPMENT_MOVE_FORECAST date: 2025-02-01 }", m1),
           BAD, "move.forecast_date");
    REFUSE(&bench, "MoveMilestone",
           service_text(&bench, "%s move { move: DEVELOPMENT_MOVE_WAIVE date: 2025-02-01 }", m1),
           BAD, "move.reason");
    REFUSE(&bench, "MoveMilestone",
           service_text(&bench, "%s move { move: DEVELOPMENT_MOVE_CITE date: 2025-02-01 }", m1),
           BAD, "move.reference");
    REFUSE(&bench, "MoveMilestone",
           service_text(&bench, "%s move { move: DEVELOPMENT_MOVE_COMPLETE }", m1), BAD,
           "move.date");
    service_down(&bench);
}

static void each_wrong_move_of_a_new_dossier_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"certification { !moves }", BAD, "certification.moves"},
        {"certification { moves { } }", BAD, "certification.moves[2].move"},
        {"certification { moves { move: DEVELOPMENT_MOVE_LAPSE } }", BAD,
         "certification.moves[2].date"},
        {"certification { moves { move: DEVELOPMENT_MOVE_GRANT date: 2025-03-01 } }",
         CV_FAILED_PRECONDITION, "WRONG_STATE", ""},
        {"certification { moves { move: DEVELOPMENT_MOVE_LAPSE date: 2024-12-31 } }",
         CV_FAILED_PRECONDITION, "BACKDATED", ""},
        {"certification { !moves moves { move: DEVELOPMENT_MOVE_GRANT date: 2025-03-01 } }",
         CV_FAILED_PRECONDITION, "WRONG_STATE", ""},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateCertification",
                NEW("certification", "c1",
                    CERTIFICATION MOVE("APPLY", "2025-01-10") MOVE("GRANT", "2025-01-11")),
                ROWS);
    service_down(&bench);
}

/* ---- retracting ---- */

static void the_last_move_is_retracted_and_stays_to_be_seen(void **state)
{
    struct service_bench bench;
    const Caravan__Projects__V1__Certification *certification;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c1",
               CERTIFICATION MOVE("APPLY", "2025-01-10") MOVE("GRANT", "2025-02-11")),
           "state: DEVELOPMENT_STATE_GRANTED etag: 'v2'");
    REFUSE(&bench, "RetractCertification", C1 "etag: 'v1' reason: 'typo'", CV_ABORTED,
           "ETAG_MISMATCH", "");
    REFUSE(&bench, "RetractCertification", C1 "etag: 'v2'", BAD, "reason");
    EXPECT(&bench, "RetractCertification", C1 "etag: 'v2' reason: 'typo'",
           "state: DEVELOPMENT_STATE_APPLIED state_date: 2025-01-10 etag: 'v3'");
    EXPECT(&bench, "MoveCertification",
           C1 "etag: 'v3' move { move: DEVELOPMENT_MOVE_GRANT date: 2025-02-01 }",
           "state: DEVELOPMENT_STATE_GRANTED state_date: 2025-02-01 etag: 'v4'");
    certification = (const void *)EXPECT(
        &bench, "GetCertification", C1,
        "moves { move: DEVELOPMENT_MOVE_APPLY date: 2025-01-10 retraction_reason: '' } "
        "moves { move: DEVELOPMENT_MOVE_GRANT date: 2025-02-11 retraction_reason: 'typo' } "
        "moves { move: DEVELOPMENT_MOVE_GRANT date: 2025-02-01 retraction_reason: '' }");
    assert_null(certification->moves[0]->retracted_time);
    assert_non_null(certification->moves[1]->retracted_time);
    assert_null(certification->moves[2]->retracted_time);
    service_down(&bench);
}

static void what_has_no_move_left_may_begin_anew(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification", NEW("certification", "c1", CERTIFICATION APPLY), "");
    EXPECT(&bench, "RetractCertification", C1 "etag: '*' reason: 'never asked'",
           "state: DEVELOPMENT_STATE_UNSPECIFIED");
    REFUSE(&bench, "RetractCertification", C1 "etag: '*' reason: 'again'", CV_FAILED_PRECONDITION,
           "NOTHING_TO_RETRACT", "");
    REFUSE(&bench, "MoveCertification",
           C1 "etag: '*' move { move: DEVELOPMENT_MOVE_GRANT date: 2025-02-01 }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    EXPECT(&bench, "MoveCertification",
           C1 "etag: '*' move { move: DEVELOPMENT_MOVE_APPLY date: 2024-01-01 }",
           "state: DEVELOPMENT_STATE_APPLIED state_date: 2024-01-01");
    service_down(&bench);
}

/* ---- lists ---- */

static size_t count_of(struct service_bench *bench, const char *choice)
{
    const Caravan__Projects__V1__ListCertificationsResponse *answer = (const void *)EXPECT(
        bench, "ListCertifications", service_text(bench, "parent: 'programmes/jw' %s", choice), "");

    return answer->n_certifications;
}

static void a_list_holds_what_is_chosen(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c1", CERTIFICATION AT_PROJECT "site: 'north' " APPLY), "");
    EXPECT(
        &bench, "CreateCertification",
        NEW("certification", "c2",
            "title: 'Lake' subject: 'lake' kind: CERTIFICATION_KIND_SCENIC_AREA grade: '4A' " MOVE(
                "APPLY", "2025-01-10") MOVE("GRANT", "2025-05-01")),
        "");
    assert_int_equal(count_of(&bench, ""), 2);
    assert_int_equal(count_of(&bench, AT_PROJECT), 1);
    assert_int_equal(count_of(&bench, "site: 'north'"), 1);
    assert_int_equal(count_of(&bench, "site: 'south'"), 0);
    assert_int_equal(count_of(&bench, "subject: 'lake'"), 1);
    assert_int_equal(count_of(&bench, "kind: 2"), 1);
    assert_int_equal(count_of(&bench, "grade: '4A'"), 1);
    assert_int_equal(count_of(&bench, "line: 'x'"), 0);
    assert_int_equal(count_of(&bench, "state: DEVELOPMENT_STATE_GRANTED"), 1);
    assert_int_equal(count_of(&bench, "state: DEVELOPMENT_STATE_APPLIED"), 1);
    assert_int_equal(count_of(&bench, "state: DEVELOPMENT_STATE_APPLIED effective_through: "
                                      "2025-04-30"),
                     2);
    assert_int_equal(count_of(&bench, "known_at { seconds: 1 }"), 0);
    REFUSE(&bench, "ListCertifications", "parent: 'programmes/jw' state: 77", BAD, "state");
    REFUSE(&bench, "ListCertifications", "parent: 'programmes/jw' project: 'x'", BAD, "project");
    service_down(&bench);
}

static void a_page_leads_on_only_in_the_list_that_gave_it(void **state)
{
    const Caravan__Projects__V1__ListCertificationsResponse *page;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification", NEW("certification", "c1", CERTIFICATION APPLY), "");
    EXPECT(&bench, "CreateCertification", NEW("certification", "c2", CERTIFICATION APPLY), "");
    page = (const void *)EXPECT(&bench, "ListCertifications",
                                "parent: 'programmes/jw' page_size: 1 subject: 'v1'", "");
    assert_int_equal(page->n_certifications, 1);
    EXPECT(&bench, "ListCertifications",
           service_text(&bench, "parent: 'programmes/jw' subject: 'v1' page_token: '%s'",
                        page->next_page_token),
           "certifications { name: 'programmes/jw/certifications/c2' } next_page_token: ''");
    REFUSE(&bench, "ListCertifications",
           service_text(&bench, "parent: 'programmes/jw' page_token: '%s'", page->next_page_token),
           BAD, "page_token");
    service_down(&bench);
}

/* ---- who calls, and how often ---- */

static void a_repeated_call_has_one_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 2; i++) {
        EXPECT(&bench, "CreateCertification",
               NEW("certification", "c1", CERTIFICATION APPLY) "request_id: 'a'", "etag: 'v1'");
        EXPECT(&bench, "MoveCertification",
               C1 "etag: '*' request_id: 'b' "
                  "move { move: DEVELOPMENT_MOVE_GRANT date: 2025-02-01 }",
               "etag: 'v2'");
        EXPECT(&bench, "RetractCertification", C1 "etag: '*' request_id: 'c' reason: 'typo'",
               "etag: 'v3'");
    }
    REFUSE(&bench, "RetractCertification", C1 "etag: '*' request_id: 'c' reason: 'other'",
           CV_ALREADY_EXISTS, "REQUEST_ID_REUSED", "request_id");
    service_down(&bench);
}

static void another_organisation_sees_none(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification", NEW("certification", "c1", CERTIFICATION APPLY), "");
    bench.principal.org = "other";
    REFUSE(&bench, "GetCertification", C1, MISSING, "");
    REFUSE(&bench, "ListCertifications", "parent: 'programmes/jw'", MISSING, "");
    REFUSE(&bench, "MoveCertification",
           C1 "etag: '*' move { move: DEVELOPMENT_MOVE_GRANT date: 2025-02-01 }", MISSING, "");
    REFUSE(&bench, "RetractCertification", C1 "etag: '*' reason: 'mine'", MISSING, "");
    service_down(&bench);
}

static void the_audit_is_told_what_a_dossier_was_before_a_move(void **state)
{
    const Caravan__Common__V1__ListAuditEntriesResponse *told;
    const Caravan__Common__V1__AuditEntry *entry;
    struct service_bench bench;
    ProtobufCMessage *before;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification", NEW("certification", "c1", CERTIFICATION APPLY), "");
    EXPECT(&bench, "MoveCertification",
           C1 "etag: '*' move { move: DEVELOPMENT_MOVE_GRANT date: 2025-02-01 }", "");
    told = (const void *)EXPECT(&bench, "ListAuditEntries", "page_size: 1000", "");
    entry = told->entries[told->n_entries - 1];
    assert_string_equal(entry->method, "/caravan.projects.v1.Development/MoveCertification");
    assert_string_equal(entry->resource, "programmes/jw/certifications/c1");
    assert_int_equal(cv_codec_decode(&caravan__projects__v1__certification__descriptor,
                                     (struct cv_slice){entry->before.data, entry->before.len},
                                     &bench.arena, &before)
                         .code,
                     CV_OK);
    assert_null(message_differs(before, "state: DEVELOPMENT_STATE_APPLIED", &bench.arena));
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certification_makes_its_moves_and_no_other),
        cmocka_unit_test(a_milestone_makes_its_moves_and_no_other),
        cmocka_unit_test(an_enterprise_makes_its_moves_and_no_other),
        cmocka_unit_test(a_trade_event_makes_its_moves_and_no_other),
        cmocka_unit_test(a_research_effort_makes_its_moves_and_no_other),
        cmocka_unit_test(a_grant_makes_its_moves_and_no_other),
        cmocka_unit_test(a_product_makes_its_moves_and_no_other),
        cmocka_unit_test(each_wrong_field_of_a_move_is_named),
        cmocka_unit_test(a_move_that_needs_a_reason_or_more_says_it),
        cmocka_unit_test(each_wrong_move_of_a_new_dossier_is_named),
        cmocka_unit_test(the_last_move_is_retracted_and_stays_to_be_seen),
        cmocka_unit_test(what_has_no_move_left_may_begin_anew),
        cmocka_unit_test(a_list_holds_what_is_chosen),
        cmocka_unit_test(a_page_leads_on_only_in_the_list_that_gave_it),
        cmocka_unit_test(a_repeated_call_has_one_effect),
        cmocka_unit_test(another_organisation_sees_none),
        cmocka_unit_test(the_audit_is_told_what_a_dossier_was_before_a_move),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
