#include "service/audit_verify.h"

#include "app/store.h"
#include "service/audit_store.h"
#include "service/outbox_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_MAX ((size_t)64 * 1024 * 1024)

struct verify {
    struct cv_store_visit visit;
    const struct cv_recount *recounts;
    int64_t entries;
    int64_t chains_wrong;
    int64_t rows;
    int64_t wrong;
};

static bool show(void *arg, const struct cv_audit_entry *entry)
{
    return cv_audit_check_next(arg, entry);
}

/* The hash of the end is what somebody may note down elsewhere. */
static void tell(const char *org, const struct cv_audit_check *check)
{
    (void)printf("%s audit: %lld entries as they were", org, (long long)check->checked);
    if (check->problem != CV_AUDIT_FINE)
        (void)printf("; %lld %s", (long long)check->problem_sequence,
                     cv_audit_problem_text(check->problem));
    (void)printf("; the last is %lld, ", (long long)check->last.sequence);
    for (size_t i = 0; i < sizeof(check->last.hash); i++)
        (void)printf("%02x", check->last.hash[i]);
    (void)printf("\n");
}

static struct cv_status one_org(struct cv_books *books, int64_t *entries, int64_t *wrong)
{
    const struct cv_audit_head first = {0};
    struct cv_audit_check check = cv_audit_check_begin(&first);
    struct cv_audit_head head;
    struct cv_status status = cv_audit_walk(books, INT64_MIN, INT64_MAX, show, &check);

    if (cv_ok(status))
        status = cv_audit_head_get(books, &head);
    if (!cv_ok(status))
        return status;
    cv_audit_check_end(&check, &head);
    tell(books->org, &check);
    *entries += check.checked;
    *wrong += check.problem != CV_AUDIT_FINE;
    return status;
}

struct cv_status cv_audit_verify(struct cv_tx *tx, struct cv_arena *arena, int64_t *entries,
                                 int64_t *wrong)
{
    struct cv_books books = {.tx = tx, .arena = arena, .org = "", .subject = ""};
    struct cv_status status;

    do {
        status = cv_audit_next_org(&books, books.org, &books.org);
        if (cv_ok(status) && books.org[0] != '\0')
            status = one_org(&books, entries, wrong);
    } while (cv_ok(status) && books.org[0] != '\0');
    return status;
}

/* ---- the command ---- */

const char *cv_verify_store(int argc, char **argv)
{
    static const char OPTION[] = "--store";
    size_t len = strlen(OPTION);

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], OPTION) == 0 && i + 1 < argc)
            return argv[i + 1];
        if (strncmp(argv[i], OPTION, len) == 0 && argv[i][len] == '=')
            return argv[i] + len + 1;
    }
    return NULL;
}

static struct cv_status work(struct cv_store_visit *visit, struct cv_tx *tx)
{
    struct verify *verify = CV_CONTAINER_OF(visit, struct verify, visit);

    struct cv_status status =
        cv_audit_verify(tx, visit->arena, &verify->entries, &verify->chains_wrong);

    if (cv_ok(status))
        status = cv_recounts_run(tx, cv_event_recounts, &verify->rows, &verify->wrong);
    return cv_ok(status) && verify->recounts != NULL
               ? cv_recounts_run(tx, verify->recounts, &verify->rows, &verify->wrong)
               : status;
}

int cv_audit_verify_run(int argc, char **argv, const char *program,
                        const struct cv_migration *migrations, const struct cv_recount *recounts)
{
    struct verify verify = {.visit = {.migrations = migrations, .work = work},
                            .recounts = recounts};
    struct cv_status status;
    struct cv_arena arena;

    verify.visit.url = cv_verify_store(argc, argv);
    if (verify.visit.url == NULL) {
        (void)fprintf(stderr,
                      "usage: %s verify --store sqlite:PATH\n"
                      "Computes the hashes of all that was changed anew, counts anew what is kept "
                      "beside the rows\nthat it follows from, and compares.\n",
                      program);
        return 2;
    }
    cv_arena_init(&arena, MEMORY_MAX);
    verify.visit.arena = &arena;
    status = cv_store_visit(&verify.visit);
    if (cv_ok(status))
        (void)printf("%lld entries of the audit are as they were, %lld chains are wrong; "
                     "%lld rows counted anew, %lld wrong\n",
                     (long long)verify.entries, (long long)verify.chains_wrong,
                     (long long)verify.rows, (long long)verify.wrong);
    else
        (void)fprintf(stderr, "%s verify: %s\n", program, status.message);
    cv_arena_release(&arena);
    return cv_ok(status) && verify.chains_wrong + verify.wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
