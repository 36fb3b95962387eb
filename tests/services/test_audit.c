/* Who did what, before and after: told by every change, in its transaction, and nothing of it can
 * be changed later without being found. */
#include "rpc/codec.h"
#include "service/audit.h"
#include "service/audit_store.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PROJECT "programmes/jw/projects/0042"
#define METHOD  "/caravan.projects.v1.Projects/"

typedef Caravan__Common__V1__AuditEntry audit_entry;
typedef Caravan__Common__V1__ListAuditEntriesResponse audit_page;
typedef Caravan__Common__V1__VerifyAuditResponse audit_verdict;

/* ---- what is there ---- */

static const audit_page *entries(struct service_bench *bench, const char *request)
{
    return (const void *)EXPECT(bench, "ListAuditEntries", request, "");
}

static const audit_entry *last_entry(struct service_bench *bench)
{
    const audit_page *page = entries(bench, "page_size: 1000");

    assert_true(page->n_entries > 0);
    return page->entries[page->n_entries - 1];
}

static size_t entry_count(struct service_bench *bench)
{
    return entries(bench, "page_size: 1000")->n_entries;
}

/* The values that the text names, of a message that was kept as bytes. */
static void assert_holds(struct service_bench *bench, ProtobufCBinaryData bytes,
                         const ProtobufCMessageDescriptor *type, const char *want)
{
    ProtobufCMessage *message;
    const char *differs;

    assert_int_equal(
        cv_codec_decode(type, (struct cv_slice){bytes.data, bytes.len}, &bench->arena, &message)
            .code,
        CV_OK);
    differs = message_differs(message, want, &bench->arena);
    if (differs != NULL)
        fail_msg("%s", differs);
}

/* VerifyAudit from an entry whose hash was noted down. */
static const audit_verdict *ask_from(struct service_bench *bench, int64_t sequence,
                                     const uint8_t hash[CV_SHA256_BYTES])
{
    Caravan__Common__V1__VerifyAuditRequest request =
        CARAVAN__COMMON__V1__VERIFY_AUDIT_REQUEST__INIT;

    request.sequence = sequence;
    request.hash = (ProtobufCBinaryData){CV_SHA256_BYTES, (uint8_t *)(uintptr_t)hash};
    return SERVICE_ASK(bench, caravan_common_v1_audit_verify_audit, &request);
}

static const audit_verdict *verify_from(struct service_bench *bench, int64_t sequence,
                                        const uint8_t hash[CV_SHA256_BYTES])
{
    const audit_verdict *verdict = ask_from(bench, sequence, hash);

    assert_non_null(verdict);
    return verdict;
}

/* ---- what is told ---- */

static void a_create_tells_who_made_what(void **state)
{
    struct service_bench bench;
    const audit_entry *entry;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    bench.principal.subject = "colleague";
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'mill' partner { title: 'Mill' }", "");
    entry = last_entry(&bench);
    assert_string_equal(entry->principal, "colleague");
    assert_string_equal(entry->method, METHOD "CreatePartner");
    assert_string_equal(entry->resource, "programmes/jw/partners/mill");
    assert_string_equal(entry->type, "caravan.projects.v1.Partner");
    assert_int_equal(entry->sequence, 5);
    assert_int_equal(entry->before.len, 0);
    assert_holds(&bench, entry->after, &caravan__projects__v1__partner__descriptor,
                 "name: 'programmes/jw/partners/mill' title: 'Mill' etag: 'v1'");
    service_down(&bench);
}

static void an_update_tells_what_was_before(void **state)
{
    struct service_bench bench;
    const audit_entry *entry;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'Branch' etag: 'v1' }", "");
    entry = last_entry(&bench);
    assert_string_equal(entry->method, METHOD "UpdatePartner");
    assert_holds(&bench, entry->before, &caravan__projects__v1__partner__descriptor,
                 "title: 'Bank' etag: 'v1'");
    assert_holds(&bench, entry->after, &caravan__projects__v1__partner__descriptor,
                 "title: 'Branch' etag: 'v2'");
    service_down(&bench);
}

static void a_refused_call_and_a_repeated_one_tell_nothing(void **state)
{
    static const char CREATE[] =
        "parent: 'programmes/jw' request_id: 'r-1' partner { title: 'Mill' }";
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreatePartner", CREATE, "");
    assert_int_equal(entry_count(&bench), 5);
    EXPECT(&bench, "CreatePartner", CREATE, "");
    REFUSE(&bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'bank' partner { title: 'Bank' }",
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    REFUSE(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'x' etag: 'v7' }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    assert_int_equal(entry_count(&bench), 5);
    service_down(&bench);
}

#define ROW(id, title)                                                                             \
    "rows { partner { parent: 'programmes/jw' partner_id: '" id "' partner { title: '" title       \
    "' } } } "

static void an_import_tells_each_row_that_it_records(void **state)
{
    const audit_page *page;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "Import", "validate_only: true " ROW("a", "A") ROW("b", "B"),
           "recorded: false created_count: 2");
    EXPECT(&bench, "Import", ROW("a", "A") ROW("b", ""), "recorded: false refused_count: 1");
    assert_int_equal(entry_count(&bench), 4);
    EXPECT(&bench, "Import",
           "keep_good: true " ROW("a", "A") ROW("bank", "Bank") ROW("b", "") ROW("c", "C"),
           "recorded: true created_count: 2 unchanged_count: 1 refused_count: 1");
    page = entries(&bench, "page_size: 1000");
    assert_int_equal(page->n_entries, 6);
    for (size_t i = 4; i < 6; i++) {
        assert_string_equal(page->entries[i]->method, METHOD "Import");
        assert_string_equal(page->entries[i]->type, "caravan.projects.v1.Partner");
    }
    assert_string_equal(page->entries[4]->resource, "programmes/jw/partners/a");
    assert_string_equal(page->entries[5]->resource, "programmes/jw/partners/c");
    service_down(&bench);
}

/* ---- lists ---- */

static void entries_are_listed_by_what_by_whom_and_when(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    bench.principal.subject = "colleague";
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'bank2' partner { title: 'Other' }", "");
    service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'x' etag: '*' }", "");
    assert_int_equal(entries(&bench, "resource: 'programmes/jw/partners/bank'")->n_entries, 2);
    assert_int_equal(entries(&bench, "resource: 'programmes/jw/partners'")->n_entries, 3);
    assert_int_equal(entries(&bench, "resource: 'programmes/j'")->n_entries, 0);
    assert_int_equal(entries(&bench, "principal: 'colleague'")->n_entries, 2);
    assert_int_equal(entries(&bench, "start_time { seconds: 1751457600 }")->n_entries, 2);
    assert_int_equal(entries(&bench, "end_time { seconds: 1751457600 }")->n_entries, 4);
    assert_int_equal(entries(&bench, "start_time { seconds: 1751457600 } "
                                     "end_time { seconds: 1751544000 }")
                         ->n_entries,
                     1);
    assert_int_equal(entries(&bench, "start_time { seconds: 1851457600 }")->n_entries, 0);
    bench.principal.org = "other";
    assert_int_equal(entry_count(&bench), 0);
    service_down(&bench);
}

static void pages_of_entries_are_the_whole(void **state)
{
    struct service_bench bench;
    const char *token = "";
    int64_t next = 1;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    do {
        const audit_page *page =
            entries(&bench, service_text(&bench, "page_size: 3 page_token: '%s'", token));

        for (size_t i = 0; i < page->n_entries; i++)
            assert_int_equal(page->entries[i]->sequence, next++);
        token = page->next_page_token;
    } while (token[0] != '\0');
    assert_int_equal(next, 5);
    REFUSE(&bench, "ListAuditEntries",
           service_text(&bench, "principal: 'x' page_token: '%s'",
                        entries(&bench, "page_size: 1")->next_page_token),
           BAD, "page_token");
    service_down(&bench);
}

static void wrong_questions_are_refused(void **state)
{
    static const struct service_refusal LIST[] = {
        {"resource: ' x'", BAD, "resource"},
        {"principal: ' x'", BAD, "principal"},
        {"start_time { seconds: -1 }", BAD, "start_time"},
        {"end_time { seconds: -1 }", BAD, "end_time"},
        {"start_time { seconds: 7 } end_time { seconds: 7 }", BAD, "end_time"},
        {"page_size: -1", BAD, "page_size"},
        {"page_token: 'x'", BAD, "page_token"},
        {0},
    };
    static const struct service_refusal VERIFY[] = {
        {"sequence: -1", BAD, "sequence"},
        {"sequence: 1", BAD, "hash"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    REFUSE_EACH(&bench, "ListAuditEntries", "", LIST);
    REFUSE_EACH(&bench, "VerifyAudit", "", VERIFY);
    assert_null(ask_from(&bench, 0, (const uint8_t[CV_SHA256_BYTES]){0}));
    assert_string_equal(bench.op.start.status.field, "hash");
    service_down(&bench);
}

/* ---- damage ---- */

struct damage {
    struct cv_store_op op;
    struct cv_scope scope;
    const char *const *sql; /* ends with NULL */
    bool done;
};

static void damage_work(struct cv_store_op *op, struct cv_tx *tx)
{
    const struct damage *damage = CV_CONTAINER_OF(op, struct damage, op);

    for (const char *const *sql = damage->sql; *sql != NULL && cv_ok(op->status); sql++)
        op->status = cv_tx_run(tx, *sql);
}

static void damage_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct damage, op)->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

/* What somebody might do who has the file. */
static void do_damage(struct service_bench *bench, const char *const *sql)
{
    struct damage damage = {.scope = bench->scope, .sql = sql};

    damage.scope.home = cv_loop_wake(bench->loop);
    damage.scope.principal = &bench->principal;
    damage.op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = damage_work, .done = damage_done, .scope = &damage.scope};
    cv_store_submit(bench->store, &damage.op);
    assert_true(cv_loop_run_until(bench->loop, is_set, &damage.done, UINT64_C(20000000000)));
    if (!cv_ok(damage.op.status))
        fail_msg("%s: %s", sql[0], damage.op.status.message);
}

/* Four things and an update of one. */
static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_FILE);
    projects_sow(bench);
    EXPECT(bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'Branch' etag: 'v1' }", "");
    bench->spoiled = true;
}

#define SET(what)                                                                                  \
    {                                                                                              \
        "UPDATE audit_entry SET " what " WHERE sequence = 5", NULL                                 \
    }

static const struct {
    const char *what;
    const char *sql[6]; /* ends with NULL */
    int problem;
    int64_t sequence;
} DAMAGES[] = {
    {"another organisation", SET("org_id = 'x'"), CV_AUDIT_MISSING, 5},
    {"another number", SET("sequence = 7"), CV_AUDIT_MISSING, 5},
    {"another time", SET("at_us = at_us + 1"), CV_AUDIT_CHANGED, 5},
    {"another person", SET("principal = 'clerks'"), CV_AUDIT_CHANGED, 5},
    {"a person and more", SET("principal = principal || char(0) || 'x'"), CV_AUDIT_CHANGED, 5},
    {"another method", SET("method = 'x'"), CV_AUDIT_CHANGED, 5},
    {"another resource", SET("resource = resource || '2'"), CV_AUDIT_CHANGED, 5},
    {"from one column to the next",
     SET("method = substr(method, 1, 9), resource = substr(method, 10) || resource"),
     CV_AUDIT_CHANGED, 5},
    {"another type", SET("type = ''"), CV_AUDIT_CHANGED, 5},
    {"another before", SET("before_form = x''"), CV_AUDIT_CHANGED, 5},
    {"another after", SET("after_form = before_form"), CV_AUDIT_CHANGED, 5},
    {"another previous hash", SET("previous_hash = hash"), CV_AUDIT_CHANGED, 5},
    {"another hash", SET("hash = previous_hash"), CV_AUDIT_CHANGED, 5},
    {"no hash", SET("hash = x''"), CV_AUDIT_CHANGED, 5},
    {"one of the middle is gone",
     {"DELETE FROM audit_entry WHERE sequence = 3"},
     CV_AUDIT_MISSING,
     3},
    {"the first is gone", {"DELETE FROM audit_entry WHERE sequence = 1"}, CV_AUDIT_MISSING, 1},
    {"the last two are gone", {"DELETE FROM audit_entry WHERE sequence >= 4"}, CV_AUDIT_MISSING, 4},
    {"all are gone", {"DELETE FROM audit_entry"}, CV_AUDIT_MISSING, 1},
    {"two have changed places",
     {"UPDATE audit_entry SET sequence = 9 WHERE sequence = 2",
      "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3",
      "UPDATE audit_entry SET sequence = 3 WHERE sequence = 9"},
     CV_AUDIT_CHANGED,
     2},
    {"one more after the end",
     {"INSERT INTO audit_entry SELECT org_id, 6, at_us, principal, method, resource, type, "
      "before_form, after_form, hash, hash FROM audit_entry WHERE sequence = 5"},
     CV_AUDIT_CHANGED,
     6},
    {"one more before the first",
     {"INSERT INTO audit_entry SELECT org_id, -1, at_us, principal, method, resource, type, "
      "before_form, after_form, hash, hash FROM audit_entry WHERE sequence = 5"},
     CV_AUDIT_MISPLACED,
     -1},
    {"the end is gone", {"DELETE FROM audit_head"}, CV_AUDIT_END_DIFFERS, 1},
    {"the end is earlier", {"UPDATE audit_head SET sequence = 4"}, CV_AUDIT_END_DIFFERS, 5},
    {"the end is later", {"UPDATE audit_head SET sequence = 6"}, CV_AUDIT_MISSING, 6},
    {"the end has another hash", {"UPDATE audit_head SET hash = x'00'"}, CV_AUDIT_END_DIFFERS, 5},
};

static void every_damage_is_found_where_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(DAMAGES) / sizeof(DAMAGES[0]); i++) {
        const audit_verdict *verdict;
        struct service_bench bench;

        up(&bench);
        do_damage(&bench, DAMAGES[i].sql);
        verdict = (const void *)EXPECT(&bench, "VerifyAudit", "", "");
        if ((int)verdict->problem != DAMAGES[i].problem ||
            verdict->problem_sequence != DAMAGES[i].sequence)
            fail_msg("%s: problem %d of entry %lld", DAMAGES[i].what, (int)verdict->problem,
                     (long long)verdict->problem_sequence);
        service_down(&bench);
    }
}

/* Who knows how the hashes are made, and makes those of some entries anew. */
struct forgery {
    struct damage damage;
    int64_t from;
    int64_t until;
    struct cv_audit_head last;
};

static bool forge(void *arg, const struct cv_audit_entry *entry)
{
    struct forgery *forgery = arg;
    struct cv_audit_entry forged = *entry;

    if (entry->sequence == forgery->from)
        forged.principal = (struct cv_slice){(const uint8_t *)"nobody", 6};
    else
        memcpy(forged.previous, forgery->last.hash, sizeof(forged.previous));
    cv_audit_entry_hash(&forged, forgery->last.hash);
    return true;
}

static void forge_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct forgery *forgery = CV_CONTAINER_OF(op, struct forgery, damage.op);
    struct cv_books books;

    cv_books_open(&books, op->scope, tx);
    for (int64_t at = forgery->from; cv_ok(op->status) && at <= forgery->until; at++) {
        struct cv_stmt *stmt;
        uint8_t previous[CV_SHA256_BYTES];

        memcpy(previous, forgery->last.hash, sizeof(previous));
        op->status = cv_audit_walk(&books, at - 1, 1, forge, forgery);
        stmt = cv_tx_prepare(tx, "UPDATE audit_entry SET hash = $2, "
                                 "principal = CASE WHEN sequence = $3 THEN 'nobody' "
                                 "ELSE principal END, previous_hash = CASE WHEN sequence = $3 "
                                 "THEN previous_hash ELSE $4 END WHERE sequence = $1");
        cv_stmt_int64(stmt, 1, at);
        cv_stmt_blob(stmt, 2, forgery->last.hash, sizeof(forgery->last.hash));
        cv_stmt_int64(stmt, 3, forgery->from);
        cv_stmt_blob(stmt, 4, previous, sizeof(previous));
        (void)cv_stmt_step(stmt);
        op->status = cv_stmt_finish(stmt);
    }
    if (cv_ok(op->status) && forgery->until == 5) {
        struct cv_stmt *stmt = cv_tx_prepare(tx, "UPDATE audit_head SET hash = $1");

        cv_stmt_blob(stmt, 1, forgery->last.hash, sizeof(forgery->last.hash));
        (void)cv_stmt_step(stmt);
        op->status = cv_stmt_finish(stmt);
    }
}

static void do_forgery(struct service_bench *bench, int64_t from, int64_t until)
{
    struct forgery forgery = {.damage.scope = bench->scope, .from = from, .until = until};

    forgery.damage.scope.home = cv_loop_wake(bench->loop);
    forgery.damage.scope.principal = &bench->principal;
    forgery.damage.op = (struct cv_store_op){.mode = CV_STORE_WRITE,
                                             .work = forge_work,
                                             .done = damage_done,
                                             .scope = &forgery.damage.scope};
    cv_store_submit(bench->store, &forgery.damage.op);
    assert_true(
        cv_loop_run_until(bench->loop, is_set, &forgery.damage.done, UINT64_C(20000000000)));
    assert_int_equal(forgery.damage.op.status.code, CV_OK);
}

static void a_forged_hash_is_found_at_the_next_entry(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    do_forgery(&bench, 2, 3);
    EXPECT(&bench, "VerifyAudit", "",
           "checked_count: 3 head_sequence: 3 problem: AUDIT_PROBLEM_MISPLACED "
           "problem_sequence: 4");
    service_down(&bench);
}

static void a_chain_that_was_forged_to_its_end_is_found_by_what_was_noted_down(void **state)
{
    const audit_verdict *verdict;
    struct service_bench bench;
    uint8_t noted[CV_SHA256_BYTES];

    (void)state;
    up(&bench);
    verdict = (const void *)EXPECT(&bench, "VerifyAudit", "",
                                   "checked_count: 5 head_sequence: 5 "
                                   "problem: AUDIT_PROBLEM_UNSPECIFIED");
    memcpy(noted, verdict->head_hash.data, sizeof(noted));
    EXPECT(&bench, "CreatePartner", "parent: 'programmes/jw' partner { title: 'x' }", "");
    verdict = verify_from(&bench, 5, noted);
    assert_int_equal(verdict->problem, CV_AUDIT_FINE);
    assert_int_equal(verdict->checked_count, 2);
    assert_int_equal(verdict->head_sequence, 6);
    noted[0] ^= 1;
    assert_int_equal(verify_from(&bench, 5, noted)->problem, CV_AUDIT_START_DIFFERS);
    assert_int_equal(verify_from(&bench, 7, noted)->problem, CV_AUDIT_MISSING);
    service_down(&bench);

    up(&bench);
    noted[0] ^= 1;
    assert_int_equal(verify_from(&bench, 5, noted)->problem, CV_AUDIT_FINE);
    do_forgery(&bench, 2, 5);
    EXPECT(&bench, "VerifyAudit", "", "checked_count: 5 problem: AUDIT_PROBLEM_UNSPECIFIED");
    assert_int_equal(verify_from(&bench, 5, noted)->problem, CV_AUDIT_START_DIFFERS);
    service_down(&bench);
}

/* ---- what is personal ---- */

static const char *salt_text;

static struct cv_status salt_of(struct cv_books *books, const ProtobufCMessage *message,
                                struct cv_slice *salt)
{
    assert_non_null(books->org);
    assert_true(message->descriptor == &caravan__projects__v1__partner__descriptor);
    *salt = (struct cv_slice){(const uint8_t *)salt_text, strlen(salt_text)};
    return CV_STATUS_OK;
}

static void a_digest_stands_for_what_is_personal(void **state)
{
    static const char *const FIELDS[] = {"title", NULL};
    static const struct cv_audit_form FORM = {&caravan__projects__v1__partner__descriptor, FIELDS,
                                              salt_of};
    static const struct cv_audit_form *const FORMS[] = {&FORM, NULL};
    struct service_bench bench;
    const audit_entry *entry;
    Caravan__Projects__V1__Partner *partner[2];

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    cv_audit_forms_set(FORMS);
    salt_text = "sixteen bytes and some";
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'Somebody' etag: '*' }",
           "title: 'Somebody'");
    entry = last_entry(&bench);
    partner[0] =
        caravan__projects__v1__partner__unpack(NULL, entry->before.len, entry->before.data);
    partner[1] = caravan__projects__v1__partner__unpack(NULL, entry->after.len, entry->after.data);
    for (size_t i = 0; i < 2; i++) {
        assert_memory_equal(partner[i]->title, "sha256:", 7);
        assert_int_equal(strlen(partner[i]->title), 7 + 64);
        assert_string_equal(partner[i]->name, "programmes/jw/partners/bank");
    }
    assert_string_not_equal(partner[0]->title, partner[1]->title);
    for (size_t i = 0; i < 2; i++)
        caravan__projects__v1__partner__free_unpacked(partner[i], NULL);
    salt_text = "";
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'Else' etag: '*' }", "");
    assert_holds(&bench, last_entry(&bench)->after, &caravan__projects__v1__partner__descriptor,
                 "title: '' etag: 'v3'");
    EXPECT(&bench, "Import", ROW("a", "Anybody"), "recorded: true");
    assert_holds(&bench, last_entry(&bench)->after, &caravan__projects__v1__partner__descriptor,
                 "title: ''");
    cv_audit_forms_set(NULL);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_create_tells_who_made_what),
        cmocka_unit_test(an_update_tells_what_was_before),
        cmocka_unit_test(a_refused_call_and_a_repeated_one_tell_nothing),
        cmocka_unit_test(an_import_tells_each_row_that_it_records),
        cmocka_unit_test(entries_are_listed_by_what_by_whom_and_when),
        cmocka_unit_test(pages_of_entries_are_the_whole),
        cmocka_unit_test(wrong_questions_are_refused),
        cmocka_unit_test(every_damage_is_found_where_it_is),
        cmocka_unit_test(a_forged_hash_is_found_at_the_next_entry),
        cmocka_unit_test(a_chain_that_was_forged_to_its_end_is_found_by_what_was_noted_down),
        cmocka_unit_test(a_digest_stands_for_what_is_personal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
