/* What all methods have in common: pages, repeated calls, and organisations that see only their
 * own. */
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PROJECT "programmes/jw/projects/0042"

/* One row of everything that can be listed. */
static void sow_all(struct service_bench *bench)
{
    projects_sow(bench);
    EXPECT(bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'works' budget_line { title: 'Works' "
           "fiscal_year: 2025 amount: 100000 effective_date: 2025-01-10 }",
           "");
    EXPECT(bench, "CreateBudgetChange",
           "parent: '" PROJECT "' budget_change_id: 'raise' budget_change { kind: 1 amount: 1 "
           "budget_line: '" PROJECT "/budgetLines/works' reference: 'x' "
           "effective_date: 2025-01-10 }",
           "");
    EXPECT(bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'contract' commitment { amount: 60000 "
           "budget_line: '" PROJECT "/budgetLines/works' effective_date: 2025-02-01 }",
           "");
    EXPECT(bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement_id: 'advance' disbursement { amount: 20000 "
           "commitment: '" PROJECT "/commitments/contract' effective_date: 2025-03-01 }",
           "");
    projects_approve(bench);
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' unit: 'trees' "
           "kind: INDICATOR_KIND_LEVEL }",
           "");
    EXPECT(bench, "CreateObservation",
           "parent: 'programmes/jw/indicators/trees' observation_id: 'spring' observation { "
           "project: '" PROJECT "' effective_date: 2025-03-31 value: 7 }",
           "");
    EXPECT(bench, "CreateTarget",
           "parent: 'programmes/jw/indicators/trees' target_id: 'all' target { value: 9 }", "");
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'told' indicator { title: 'x' unit: 'x' kind: 1 "
           "collection: INDICATOR_COLLECTION_RESULTS }",
           "");
    EXPECT(bench, "CreateResult",
           "parent: 'programmes/jw/indicators/told' result_id: 'r' result { "
           "project: '" PROJECT "' period: '2025-03' value: 9 }",
           "");
    EXPECT(bench, "FreezeReport",
           "parent: 'programmes/jw' frozen_report_id: 'half' title: 'Half a year'", "");
}

/* ---- pages ---- */

/* How each list is asked for, and how something is added to it: '#' is its id. */
static const struct list {
    const char *method;
    const char *parent;
    const char *create;
    const char *request;
} LISTS[] = {
    {"ListProgrammes", "", "CreateProgramme",
     "programme_id: '#' programme { title: 'x' start_date: 2025-01-01 end_date: 2025-01-02 }"},
    {"ListPartners", "parent: 'programmes/jw'", "CreatePartner",
     "parent: 'programmes/jw' partner_id: '#' partner { title: 'x' }"},
    {"ListProjects", "parent: 'programmes/jw'", "CreateProject",
     "parent: 'programmes/jw' project_id: '#' project { title: 'x' "
     "sectors { code: 'a' share_basis_points: 10000 } }"},
    {"ListBudgetLines", "parent: '" PROJECT "'", "CreateBudgetLine",
     "parent: '" PROJECT "' budget_line_id: '#' budget_line { title: 'x' fiscal_year: 2025 "
     "amount: 1 effective_date: 2025-01-10 }"},
    {"ListBudgetChanges", "parent: '" PROJECT "'", "CreateBudgetChange",
     "parent: '" PROJECT "' budget_change_id: '#' budget_change { amount: 1 kind: 1 reference: 'x' "
     "budget_line: '" PROJECT "/budgetLines/works' effective_date: 2025-01-10 }"},
    {"ListCommitments", "parent: '" PROJECT "'", "CreateCommitment",
     "parent: '" PROJECT "' commitment_id: '#' commitment { amount: 1 "
     "budget_line: '" PROJECT "/budgetLines/works' effective_date: 2025-02-01 }"},
    {"ListDisbursements", "parent: '" PROJECT "'", "CreateDisbursement",
     "parent: '" PROJECT "' disbursement_id: '#' disbursement { amount: 1 "
     "commitment: '" PROJECT "/commitments/contract' effective_date: 2025-03-01 }"},
    {"ListIndicators", "parent: 'programmes/jw'", "CreateIndicator",
     "parent: 'programmes/jw' indicator_id: '#' indicator { title: 'x' unit: 'x' kind: 1 }"},
    {"ListObservations", "parent: 'programmes/jw/indicators/trees'", "CreateObservation",
     "parent: 'programmes/jw/indicators/trees' observation_id: '#' observation { "
     "project: '" PROJECT "' effective_date: 2025-03-31 value: 7 }"},
    {"ListFrozenReports", "parent: 'programmes/jw'", "FreezeReport",
     "parent: 'programmes/jw' frozen_report_id: '#' title: 'x'"},
};
#define LIST_COUNT (sizeof(LISTS) / sizeof(LISTS[0]))

static void add(struct service_bench *bench, const struct list *list, const char *id)
{
    const char *at = strchr(list->request, '#');

    assert_non_null(at);
    EXPECT(bench, list->create,
           service_text(bench, "%.*s%s%s", (int)(at - list->request), list->request, id, at + 1),
           "");
}

/* Of a list's answer: every one has the rows first and the token second. */
struct page {
    size_t count;
    const char *names[64];
    const char *token;
};

static const void *member(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

    assert_non_null(field);
    return (const uint8_t *)message + field->offset;
}

static struct page read_page(struct service_bench *bench, const struct list *list,
                             const char *options)
{
    const ProtobufCMessage *answer =
        EXPECT(bench, list->method, service_text(bench, "%s %s", list->parent, options), "");
    const ProtobufCFieldDescriptor *rows = &answer->descriptor->fields[0];
    ProtobufCMessage **row =
        *(ProtobufCMessage * *const *)(const void *)((const uint8_t *)answer + rows->offset);
    struct page page = {0};

    page.count = *(const size_t *)(const void *)((const uint8_t *)answer + rows->quantifier_offset);
    page.token = *(const char *const *)member(answer, "next_page_token");
    for (size_t i = 0; i < page.count && i < 64; i++)
        page.names[i] = *(const char *const *)member(row[i], "name");
    return page;
}

static bool ends_with(const char *name, const char *id)
{
    size_t len = strlen(id);

    return strlen(name) > len && strcmp(name + strlen(name) - len, id) == 0 &&
           name[strlen(name) - len - 1] == '/';
}

/* `want` is what was added, after whatever was there. */
static void check_pages(struct service_bench *bench, const struct list *list, size_t had,
                        const char *const *want, size_t want_count)
{
    const char *token = "";
    size_t seen = 0;

    do {
        struct page page =
            read_page(bench, list, service_text(bench, "page_size: 3 page_token: '%s'", token));

        assert_true(page.count <= 3);
        assert_true(page.count == 3 || page.token[0] == '\0');
        for (size_t i = 0; i < page.count; i++, seen++) {
            assert_true(seen < had + want_count);
            if (seen >= had)
                assert_true(ends_with(page.names[i], want[seen - had]));
        }
        token = page.token;
    } while (token[0] != '\0');
    assert_int_equal(seen, had + want_count);
}

static void every_list_is_read_in_pages(void **state)
{
    static const char *const IDS[] = {"g", "f", "e", "d", "c", "b", "a"}; /* not in their order */
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_all(&bench);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        size_t had = read_page(&bench, &LISTS[i], "").count;
        struct page all;

        assert_true(had > 0);
        for (size_t k = 0; k < 7; k++)
            add(&bench, &LISTS[i], IDS[k]);
        check_pages(&bench, &LISTS[i], had, IDS, 7);
        /* A page that holds exactly all has none after it. */
        all = read_page(&bench, &LISTS[i], service_text(&bench, "page_size: %zu", had + 7));
        assert_int_equal(all.count, had + 7);
        assert_string_equal(all.token, "");
    }
    service_down(&bench);
}

static void rows_added_between_two_pages_neither_hide_nor_repeat_others(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_all(&bench);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        const struct list *list = &LISTS[i];
        struct page first, second, rest;
        size_t had;

        add(&bench, list, "m");
        had = read_page(&bench, list, "").count;
        first = read_page(&bench, list, "page_size: 1");
        assert_string_not_equal(first.token, "");
        add(&bench, list, "a"); /* its id, but not its key, is before the others' */
        second = read_page(&bench, list,
                           service_text(&bench, "page_size: 1 page_token: '%s'", first.token));
        add(&bench, list, "b");
        rest = read_page(&bench, list,
                         service_text(&bench, "page_size: 50 page_token: '%s'", second.token));
        assert_string_not_equal(second.names[0], first.names[0]);
        assert_int_equal(rest.count, had); /* had - 2, and two more */
        assert_true(ends_with(rest.names[rest.count - 2], "a"));
        assert_true(ends_with(rest.names[rest.count - 1], "b"));
    }
    service_down(&bench);
}

static void a_page_has_fifty_rows_unless_asked_and_a_thousand_at_most(void **state)
{
    const struct list *partners = &LISTS[1];
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    for (int i = 0; i < 1000; i++)
        EXPECT(&bench, "CreatePartner", "parent: 'programmes/jw' partner { title: 'x' }", "");
    assert_int_equal(read_page(&bench, partners, "").count, 50);
    assert_int_equal(read_page(&bench, partners, "page_size: 51").count, 51);
    assert_int_equal(read_page(&bench, partners, "page_size: 5000").count, 1000);
    assert_string_not_equal(read_page(&bench, partners, "page_size: 5000").token, "");
    service_down(&bench);
}

static const char *token_of(struct service_bench *bench, const struct list *list)
{
    const char *token = read_page(bench, list, "page_size: 1").token;

    assert_int_equal(strlen(token), 48);
    return token;
}

static void a_token_is_for_one_list_of_one_organisation(void **state)
{
    const struct list *partners = &LISTS[1];
    struct service_bench bench;
    const char *token;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_all(&bench);
    for (size_t i = 0; i < LIST_COUNT; i++)
        add(&bench, &LISTS[i], "more");
    for (size_t i = 0; i < LIST_COUNT; i++) {
        const struct list *other = &LISTS[(i + 1) % LIST_COUNT];

        REFUSE(
            &bench, LISTS[i].method,
            service_text(&bench, "%s page_token: '%s'", LISTS[i].parent, token_of(&bench, other)),
            BAD, "page_token");
        REFUSE(&bench, LISTS[i].method,
               service_text(&bench, "%s page_token: 'next'", LISTS[i].parent), BAD, "page_token");
        REFUSE(&bench, LISTS[i].method, service_text(&bench, "%s page_size: -1", LISTS[i].parent),
               BAD, "page_size");
    }
    token = token_of(&bench, partners);
    REFUSE(&bench, "ListPartners",
           service_text(&bench, "parent: 'programmes/more' page_token: '%s'", token), BAD,
           "page_token");
    bench.principal.org = "other";
    REFUSE(&bench, "ListPartners",
           service_text(&bench, "%s page_token: '%s'", partners->parent, token), BAD, "page_token");
    service_down(&bench);
}

/* ---- repeated calls ---- */

static void a_repeated_call_has_one_effect_and_one_answer(void **state)
{
    static const char create[] = "parent: 'programmes/jw' request_id: 'r-1' partner { title: 'x' }";
    static const char update[] =
        "request_id: 'r-1' partner { name: 'programmes/jw/partners/bank' etag: 'v1' title: 'y' }";
    static const char reverse[] = "name: '" PROJECT "/disbursements/advance' reference: 'x' "
                                  "request_id: 'r-1'";
    const Caravan__Projects__V1__Partner *partner;
    const Caravan__Projects__V1__Disbursement *reversal;
    struct service_bench bench;
    const char *made;

    (void)state;
    projects_up(&bench, SERVICE_IN_FILE);
    sow_all(&bench);
    partner = (const void *)EXPECT(&bench, "CreatePartner", create, "");
    made = partner->name; /* chosen by the server: a second effect would have another */
    EXPECT(&bench, "CreatePartner", create, service_text(&bench, "name: '%s'", made));
    assert_int_equal(read_page(&bench, &LISTS[1], "").count, 2);
    EXPECT(&bench, "UpdatePartner", update, "etag: 'v2'");
    EXPECT(&bench, "UpdatePartner", update, "etag: 'v2'");
    reversal = (const void *)EXPECT(&bench, "ReverseDisbursement", reverse, "amount: -20000");
    service_restart(&bench);
    EXPECT(&bench, "CreatePartner", create, service_text(&bench, "name: '%s'", made));
    EXPECT(&bench, "UpdatePartner", update, "etag: 'v2'");
    EXPECT(&bench, "ReverseDisbursement", reverse,
           service_text(&bench, "name: '%s'", reversal->name));
    assert_int_equal(read_page(&bench, &LISTS[1], "").count, 2);
    assert_int_equal(read_page(&bench, &LISTS[6], "").count, 2);
    service_down(&bench);
}

static void a_request_id_is_for_one_content(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' request_id: 'r-1' partner { title: 'x' }", "");
    REFUSE(&bench, "CreatePartner",
           "parent: 'programmes/jw' request_id: 'r-1' partner { title: 'y' }", CV_ALREADY_EXISTS,
           "REQUEST_ID_REUSED", "request_id");
    assert_int_equal(read_page(&bench, &LISTS[1], "").count, 2);
    service_down(&bench);
}

static void a_request_id_is_the_callers_own_for_one_method(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' request_id: 'r-1' partner_id: 'a' partner { title: 'x' }", "");
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' request_id: 'r-1' "
           "indicator { title: 'x' unit: 'x' kind: INDICATOR_KIND_FLOW }",
           "");
    bench.principal.subject = "colleague";
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' request_id: 'r-1' partner_id: 'b' partner { title: 'y' }",
           "name: 'programmes/jw/partners/b'");
    bench.principal.org = "other";
    projects_sow(&bench);
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' request_id: 'r-1' partner_id: 'c' partner { title: 'z' }",
           "name: 'programmes/jw/partners/c'");
    service_down(&bench);
}

static void a_refused_call_may_be_corrected_under_its_id(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE(&bench, "CreatePartner",
           "parent: 'programmes/jw' request_id: 'r-1' partner_id: 'bank' partner { title: 'x' }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' request_id: 'r-1' partner_id: 'a' partner { title: 'x' }", "");
    service_down(&bench);
}

static void without_request_id_every_call_counts(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    for (int i = 0; i < 3; i++)
        EXPECT(&bench, "CreatePartner", "parent: 'programmes/jw' partner { title: 'x' }", "");
    assert_int_equal(read_page(&bench, &LISTS[1], "").count, 4);
    service_down(&bench);
}

/* ---- organisations ---- */

/* Every method that takes a name, with names that exist in another organisation. */
static const struct {
    const char *method;
    const char *request;
} FOREIGN[] = {
    {"GetProgramme", "name: 'programmes/jw'"},
    {"UpdateProgramme", "programme { name: 'programmes/jw' title: 'x' start_date: 2025-01-01 "
                        "end_date: 2025-01-01 etag: '*' }"},
    {"CreatePartner", "parent: 'programmes/jw' partner { title: 'x' }"},
    {"GetPartner", "name: 'programmes/jw/partners/bank'"},
    {"ListPartners", "parent: 'programmes/jw'"},
    {"UpdatePartner", "partner { name: 'programmes/jw/partners/bank' title: 'x' etag: '*' }"},
    {"CreateProject", "parent: 'programmes/jw' project { title: 'x' "
                      "sectors { code: 'a' share_basis_points: 10000 } }"},
    {"GetProject", "name: '" PROJECT "'"},
    {"ListProjects", "parent: 'programmes/jw'"},
    {"UpdateProject",
     "project { name: '" PROJECT "' title: 'x' etag: '*' } update_mask { paths: 'title' }"},
    {"MoveProject", "name: '" PROJECT "' move: PROJECT_MOVE_SUBMIT etag: '*'"},
    {"ApproveProjects", "parent: 'programmes/jw' reviewed_time { seconds: 1 }"},
    {"CreateBudgetLine", "parent: '" PROJECT "' budget_line { title: 'x' fiscal_year: 2025 "
                         "amount: 1 effective_date: 2025-01-10 }"},
    {"GetBudgetLine", "name: '" PROJECT "/budgetLines/works'"},
    {"ListBudgetLines", "parent: '" PROJECT "'"},
    {"ReverseBudgetLine", "name: '" PROJECT "/budgetLines/works' reference: 'x'"},
    {"CreateBudgetChange",
     "parent: '" PROJECT "' budget_change { kind: 1 amount: 1 reference: 'x' "
     "budget_line: '" PROJECT "/budgetLines/works' effective_date: 2025-02-01 }"},
    {"GetBudgetChange", "name: '" PROJECT "/budgetChanges/raise'"},
    {"ListBudgetChanges", "parent: '" PROJECT "'"},
    {"ReverseBudgetChange", "name: '" PROJECT "/budgetChanges/raise' reference: 'x'"},
    {"MoveBudgetChange", "name: '" PROJECT "/budgetChanges/raise' move: 4"},
    {"CreateCommitment",
     "parent: '" PROJECT "' commitment { amount: 1 "
     "budget_line: '" PROJECT "/budgetLines/works' effective_date: 2025-02-01 }"},
    {"GetCommitment", "name: '" PROJECT "/commitments/contract'"},
    {"ListCommitments", "parent: '" PROJECT "'"},
    {"ReverseCommitment", "name: '" PROJECT "/commitments/contract' reference: 'x'"},
    {"CreateDisbursement", "parent: '" PROJECT "' disbursement { amount: 1 commitment: '" PROJECT
                           "/commitments/contract' effective_date: 2025-03-01 }"},
    {"GetDisbursement", "name: '" PROJECT "/disbursements/advance'"},
    {"ListDisbursements", "parent: '" PROJECT "'"},
    {"ReverseDisbursement", "name: '" PROJECT "/disbursements/advance' reference: 'x'"},
    {"MoveBudgetLine", "name: '" PROJECT "/budgetLines/works' move: 4"},
    {"MoveCommitment", "name: '" PROJECT "/commitments/contract' move: 4"},
    {"UpdateCommitment",
     "commitment { name: '" PROJECT "/commitments/contract' amount: 1 "
     "budget_line: '" PROJECT "/budgetLines/works' effective_date: 2025-02-01 etag: '*' }"},
    {"ReleaseCommitment",
     "name: '" PROJECT "/commitments/contract' reference: 'x' effective_date: 2025-03-01"},
    {"MoveDisbursement", "name: '" PROJECT "/disbursements/advance' move: 4"},
    {"PayDisbursement",
     "name: '" PROJECT "/disbursements/advance' evidence: 'x' paid_date: 2025-03-01"},
    {"RefundDisbursement", "name: '" PROJECT "/disbursements/advance' reference: 'x' amount: 1 "
                           "effective_date: 2025-03-01"},
    {"ApproveEntries", "parent: 'programmes/jw' submitted_through { seconds: 1 }"},
    {"CreateIndicator", "parent: 'programmes/jw' indicator { title: 'x' unit: 'x' kind: 1 }"},
    {"GetIndicator", "name: 'programmes/jw/indicators/trees'"},
    {"ListIndicators", "parent: 'programmes/jw'"},
    {"UpdateIndicator",
     "indicator { name: 'programmes/jw/indicators/trees' title: 'x' unit: 'x' etag: '*' }"},
    {"CreateObservation", "parent: 'programmes/jw/indicators/trees' observation { "
                          "project: '" PROJECT "' effective_date: 2025-03-31 value: 7 }"},
    {"GetObservation", "name: 'programmes/jw/indicators/trees/observations/spring'"},
    {"ListObservations", "parent: 'programmes/jw/indicators/trees'"},
    {"ReverseObservation",
     "name: 'programmes/jw/indicators/trees/observations/spring' reference: 'x'"},
    {"CreateTarget", "parent: 'programmes/jw/indicators/trees' target { period: '2025-01' }"},
    {"GetTarget", "name: 'programmes/jw/indicators/trees/targets/all'"},
    {"ListTargets", "parent: 'programmes/jw/indicators/trees'"},
    {"UpdateTarget",
     "target { name: 'programmes/jw/indicators/trees/targets/all' reason: 'x' etag: '*' }"},
    {"CreateResult", "parent: 'programmes/jw/indicators/told' result { project: '" PROJECT "' "
                     "period: '2025-02' }"},
    {"GetResult", "name: 'programmes/jw/indicators/told/results/r'"},
    {"ListResults", "parent: 'programmes/jw/indicators/told'"},
    {"UpdateResult", "result { name: 'programmes/jw/indicators/told/results/r' etag: '*' }"},
    {"MoveResult",
     "name: 'programmes/jw/indicators/told/results/r' move: RESULT_MOVE_RETURN reason: 'x' "
     "etag: 'v1'"},
    {"GetPeriod", "name: 'programmes/jw/periods/2024'"},
    {"ListPeriods", "parent: 'programmes/jw'"},
    {"MovePeriod", "name: 'programmes/jw/periods/2024' move: PERIOD_MOVE_LOCK"},
    {"Report", "programme: 'programmes/jw'"},
    {"ReportIndicators", "programme: 'programmes/jw'"},
    {"ListReportEntries", "programme: 'programmes/jw' money { measure: MONEY_MEASURE_BUDGET }"},
    {"ReportAgeing", "programme: 'programmes/jw'"},
    {"ReportSplits", "programme: 'programmes/jw' limit_minor: 100 days: 7"},
    {"ReportSpending", "programme: 'programmes/jw'"},
    {"FreezeReport", "parent: 'programmes/jw' title: 'x'"},
    {"GetFrozenReport", "name: 'programmes/jw/frozenReports/half'"},
    {"ListFrozenReports", "parent: 'programmes/jw'"},
    {"CompareFrozenReport", "name: 'programmes/jw/frozenReports/half'"},
};

static bool is_listed(const char *method)
{
    for (size_t i = 0; i < sizeof(FOREIGN) / sizeof(FOREIGN[0]); i++) {
        if (strcmp(FOREIGN[i].method, method) == 0)
            return true;
    }
    return false;
}

static void what_belongs_to_another_organisation_is_not_found(void **state)
{
    const struct cv_service_type *type = &caravan_projects_v1_projects_type;
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < type->method_count; i++) /* three that take no name of what is there */
        assert_true(is_listed(type->methods[i].name) !=
                    (strcmp(type->methods[i].name, "CreateProgramme") == 0 ||
                     strcmp(type->methods[i].name, "ListProgrammes") == 0 ||
                     strcmp(type->methods[i].name, "Import") == 0));
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_all(&bench);
    bench.principal = (struct cv_principal){.subject = "clerk", .org = "other"};
    for (size_t i = 0; i < sizeof(FOREIGN) / sizeof(FOREIGN[0]); i++)
        REFUSE(&bench, FOREIGN[i].method, FOREIGN[i].request, MISSING, "");
    assert_int_equal(read_page(&bench, &LISTS[0], "").count, 0);
    bench.principal.org = "home";
    EXPECT(&bench, "GetProgramme", "name: 'programmes/jw'", "title: 'Long road' etag: 'v1'");
    service_down(&bench);
}

static void two_organisations_may_use_the_same_names(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_all(&bench);
    bench.principal.org = "other";
    sow_all(&bench);
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'Theirs' etag: 'v1' }", "");
    bench.principal.org = "home";
    EXPECT(&bench, "GetPartner", "name: 'programmes/jw/partners/bank'", "title: 'Bank' etag: 'v1'");
    EXPECT(&bench, "GetBudgetLine", "name: '" PROJECT "/budgetLines/works'", "committed: 60000");
    for (size_t i = 0; i < LIST_COUNT; i++)
        assert_true(read_page(&bench, &LISTS[i], "").count <= 2);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list_is_read_in_pages),
        cmocka_unit_test(rows_added_between_two_pages_neither_hide_nor_repeat_others),
        cmocka_unit_test(a_page_has_fifty_rows_unless_asked_and_a_thousand_at_most),
        cmocka_unit_test(a_token_is_for_one_list_of_one_organisation),
        cmocka_unit_test(a_repeated_call_has_one_effect_and_one_answer),
        cmocka_unit_test(a_request_id_is_for_one_content),
        cmocka_unit_test(a_request_id_is_the_callers_own_for_one_method),
        cmocka_unit_test(a_refused_call_may_be_corrected_under_its_id),
        cmocka_unit_test(without_request_id_every_call_counts),
        cmocka_unit_test(what_belongs_to_another_organisation_is_not_found),
        cmocka_unit_test(two_organisations_may_use_the_same_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
