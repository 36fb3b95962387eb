#include "store/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const struct cv_migration STORE_MIGRATIONS[] = {
    {"0001_init", "CREATE TABLE IF NOT EXISTS thing (\n"
                  "  org_id TEXT NOT NULL, id BYTEA NOT NULL, name TEXT NOT NULL,\n"
                  "  amount BIGINT NOT NULL CHECK (amount >= 0), note TEXT,\n"
                  "  PRIMARY KEY (org_id, id)\n);\n"
                  "-- names are unique; a comment with a ; in it\n"
                  "CREATE UNIQUE INDEX IF NOT EXISTS thing_name ON thing (org_id, name);"},
    {"0002_sum", "CREATE TABLE IF NOT EXISTS sum (\n"
                 "  id TEXT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (id)\n);"},
    {NULL, NULL},
};

static void on_lost(void *arg)
{
    atomic_store((atomic_bool *)arg, true);
}

struct cv_status store_open(struct store_bench *bench, const struct cv_migration *migrations)
{
    struct cv_store_config config = {
        .url = bench->url,
        .migrations = migrations,
        .queue_max = 300,
        .lost = on_lost,
        .lost_arg = &bench->lost,
    };

    return cv_store_open(&config, &bench->arena, &bench->store);
}

void store_up(struct store_bench *bench)
{
    *bench = (struct store_bench){.principal = {"tester", "org"}};
    (void)snprintf(bench->dir, sizeof(bench->dir), "/tmp/caravan-store-XXXXXX");
    assert_non_null(mkdtemp(bench->dir));
    (void)snprintf(bench->url, sizeof(bench->url), "sqlite:%s/s.db", bench->dir);
    cv_arena_init(&bench->arena, 64 * 1024 * 1024);
    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    bench->scope = (struct cv_scope){
        .arena = &bench->arena,
        .deadline_ns = CV_NEVER,
        .cancelled = &bench->cancelled,
        .home = cv_loop_wake(bench->loop),
        .principal = &bench->principal,
    };
    assert_int_equal(store_open(bench, STORE_MIGRATIONS).code, CV_OK);
}

static void remove_files(const struct store_bench *bench)
{
    static const char *const ENDS[] = {"", "-wal", "-shm", ".lock"};
    char path[160];

    for (size_t i = 0; i < sizeof(ENDS) / sizeof(ENDS[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/s.db%s", bench->dir, ENDS[i]);
        (void)unlink(path);
    }
    (void)rmdir(bench->dir);
}

void store_down(struct store_bench *bench)
{
    cv_store_close(bench->store);
    cv_loop_free(bench->loop);
    cv_arena_release(&bench->arena);
    remove_files(bench);
}

bool store_is_set(void *flag)
{
    return *(bool *)flag;
}
