/* raw-sqlite FILE GROUP SECONDS: the rows of bench-scans written with SQLite alone, in the same
 * table, so many to a COMMIT, synchronous=FULL: what a durable create through a service is held
 * against. One line of JSON says how it went. */
#include "../load/request.h"
#include "../scans/scan_store.h"
#include "base/arena.h"
#include "load/histogram.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ERROR_MEMORY_MAX 65536

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* The service's own store makes the table. */
static bool make_table(const char *path)
{
    char url[512];
    struct cv_store_config config = {.url = url, .migrations = scan_migrations};
    struct cv_store *store = NULL;
    struct cv_arena arena;
    struct cv_status status;

    (void)snprintf(url, sizeof(url), "sqlite:%s", path);
    cv_arena_init(&arena, ERROR_MEMORY_MAX);
    status = cv_store_open(&config, &arena, &store);
    if (!cv_ok(status))
        (void)fprintf(stderr, "raw-sqlite: %s\n", status.message);
    cv_store_close(store);
    cv_arena_release(&arena);
    cv_arena_thread_done();
    return cv_ok(status);
}

static bool run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool insert(sqlite3_stmt *stmt, uint64_t n)
{
    char key[REQUEST_KEY_BYTES];

    request_key(n, key);
    sqlite3_bind_text(stmt, 1, "demo", -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 2, key, REQUEST_KEY_BYTES, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 3, "RB123456785CN", -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 4, 4711);
    sqlite3_bind_int64(stmt, 5, 1790000000123);
    sqlite3_bind_int64(stmt, 6, 42);
    sqlite3_bind_text(stmt, 7, "left at the gate of bay 7, by hand", -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 8, 1790000000123456);
    return sqlite3_step(stmt) == SQLITE_DONE && sqlite3_reset(stmt) == SQLITE_OK;
}

/* Commits of `group` rows until the time is up; how many rows, or 0: it failed. */
static uint64_t write_rows(sqlite3 *db, sqlite3_stmt *stmt, unsigned group, uint64_t end_ns,
                           struct histogram *histogram)
{
    uint64_t rows = 0;

    for (uint64_t began = now_ns(); began < end_ns; began = now_ns()) {
        bool fine = run(db, "BEGIN IMMEDIATE");

        for (unsigned i = 0; fine && i < group; i++)
            fine = insert(stmt, rows + i);
        if (!fine || !run(db, "COMMIT"))
            return 0;
        rows += group;
        histogram_add(histogram, now_ns() - began);
    }
    return rows;
}

int main(int argc, char **argv)
{
    static struct histogram histogram;
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    uint64_t began;
    uint64_t rows = 0;
    double seconds;

    if (argc != 4 || atoi(argv[2]) < 1 || atof(argv[3]) <= 0 || atof(argv[3]) > 60) {
        (void)fprintf(stderr, "usage: raw-sqlite FILE GROUP SECONDS\n");
        return 2;
    }
    if (!make_table(argv[1]))
        return 1;
    began = now_ns();
    if (sqlite3_open(argv[1], &db) == SQLITE_OK && run(db, "PRAGMA journal_mode=WAL") &&
        run(db, "PRAGMA synchronous=FULL") &&
        sqlite3_prepare_v2(db, SCAN_INSERT, -1, &stmt, NULL) == SQLITE_OK)
        rows = write_rows(db, stmt, (unsigned)atoi(argv[2]),
                          began + (uint64_t)(atof(argv[3]) * 1e9), &histogram);
    seconds = (double)(now_ns() - began) / 1e9;
    if (rows == 0)
        (void)fprintf(stderr, "raw-sqlite: %s\n", sqlite3_errmsg(db));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    (void)printf("{\"calls\":%llu,\"seconds\":%.6f,\"per_second\":%.1f,\"p50_us\":%.1f,"
                 "\"p99_us\":%.1f}\n",
                 (unsigned long long)rows, seconds, (double)rows / seconds,
                 histogram_us(&histogram, 0.5), histogram_us(&histogram, 0.99));
    return rows == 0 ? 1 : 0;
}
