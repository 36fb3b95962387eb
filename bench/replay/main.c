/* bench-replay RECORDING FILE MARK [rows]: what a service asked of SQLite, asked again by a program
 * that does nothing else, on a new file: the same statements, the same values, as many to a COMMIT.
 *
 * Measured are the transactions with a statement that begins with MARK; each run of it counts as a
 * row. What came before them makes the tables and is not timed. With "rows" only that statement is
 * run in them: what the rows alone would cost. One line of JSON says how it went. */
#include "entry.h"
#include "load/histogram.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct replay {
    const char *at;
    const char *end;
    const char *mark;
    bool rows_only;
    sqlite3 *db;
    sqlite3_stmt *statements[ENTRY_STATEMENTS_MAX];
    bool marked[ENTRY_STATEMENTS_MAX];
    const char *first; /* BEGIN of the first marked transaction */
    const char *last;  /* COMMIT of the last one */
    uint64_t rows;
    uint64_t began_ns; /* the transaction */
    struct histogram histogram;
};

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* The next entry; its bytes follow it in the recording, where they stay. */
static bool take(struct replay *replay, struct entry *entry, const char **bytes)
{
    bool has_bytes;

    if ((size_t)(replay->end - replay->at) < sizeof(*entry))
        return false;
    memcpy(entry, replay->at, sizeof(*entry));
    *bytes = replay->at + sizeof(*entry);
    has_bytes = entry->kind == ENTRY_EXEC || entry->kind == ENTRY_PREPARE ||
                entry->kind == ENTRY_TEXT || entry->kind == ENTRY_BLOB;
    if (has_bytes && (size_t)(replay->end - *bytes) < (size_t)entry->len + 1)
        return false;
    replay->at = *bytes + (has_bytes ? entry->len + 1 : 0);
    return true;
}

static bool begins(const struct entry *entry, const char *bytes)
{
    return entry->kind == ENTRY_EXEC && strncmp(bytes, "BEGIN", 5) == 0;
}

static bool commits(const struct entry *entry, const char *bytes)
{
    return entry->kind == ENTRY_EXEC && strcmp(bytes, "COMMIT") == 0;
}

/* Find where the marked transactions are. */
static void look(struct replay *replay)
{
    const char *start = replay->at;
    const char *begin = start;
    const char *here = start;
    bool found = false;
    struct entry entry;
    const char *bytes;

    for (; take(replay, &entry, &bytes); here = replay->at) {
        if (entry.kind == ENTRY_PREPARE)
            replay->marked[entry.statement] =
                strncmp(bytes, replay->mark, strlen(replay->mark)) == 0;
        if (begins(&entry, bytes)) {
            begin = here;
            found = false;
        }
        found = found || (entry.kind == ENTRY_STEP && replay->marked[entry.statement]);
        if (!found || !commits(&entry, bytes))
            continue;
        replay->first = replay->first == NULL ? begin : replay->first;
        replay->last = replay->at;
    }
    replay->at = start;
}

static bool is_fine(int code)
{
    return code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE ||
           (code & 0xff) == SQLITE_CONSTRAINT; /* the service was refused it, too */
}

static int play(struct replay *replay, const struct entry *entry, const char *bytes)
{
    sqlite3_stmt *stmt = replay->statements[entry->statement];

    switch (entry->kind) {
    case ENTRY_EXEC:
        return sqlite3_exec(replay->db, bytes, NULL, NULL, NULL);
    case ENTRY_PREPARE:
        return sqlite3_prepare_v3(replay->db, bytes, -1, SQLITE_PREPARE_PERSISTENT,
                                  &replay->statements[entry->statement], NULL);
    case ENTRY_INTEGER:
        return sqlite3_bind_int64(stmt, entry->parameter, entry->value);
    case ENTRY_TEXT:
        return sqlite3_bind_text(stmt, entry->parameter, bytes, (int)entry->len, SQLITE_STATIC);
    case ENTRY_BLOB:
        return sqlite3_bind_blob(stmt, entry->parameter, bytes, (int)entry->len, SQLITE_STATIC);
    case ENTRY_NULL:
        return sqlite3_bind_null(stmt, entry->parameter);
    case ENTRY_STEP:
        return sqlite3_step(stmt);
    case ENTRY_RESET: /* says again what the step has said */
        (void)sqlite3_reset(stmt);
        return SQLITE_OK;
    case ENTRY_CHECKPOINT:
        (void)sqlite3_wal_checkpoint_v2(replay->db, NULL, (int)entry->value, NULL, NULL);
        return SQLITE_OK;
    default:
        return SQLITE_MISUSE;
    }
}

static bool left_out(const struct replay *replay, const struct entry *entry)
{
    return replay->rows_only && entry->kind != ENTRY_EXEC && entry->kind != ENTRY_PREPARE &&
           entry->kind != ENTRY_CHECKPOINT && !replay->marked[entry->statement];
}

/* Up to `until`. False: SQLite says no. */
static bool play_until(struct replay *replay, const char *until, bool timed)
{
    struct entry entry;
    const char *bytes;

    while (replay->at < until && take(replay, &entry, &bytes)) {
        if (timed && left_out(replay, &entry))
            continue;
        if (timed && begins(&entry, bytes))
            replay->began_ns = now_ns();
        if (!is_fine(play(replay, &entry, bytes)))
            return false;
        if (!timed)
            continue;
        replay->rows += entry.kind == ENTRY_STEP && replay->marked[entry.statement];
        if (commits(&entry, bytes))
            histogram_add(&replay->histogram, now_ns() - replay->began_ns);
    }
    return true;
}

static bool open_recording(struct replay *replay, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about = {0};
    void *at = MAP_FAILED;

    if (fd >= 0 && fstat(fd, &about) == 0 && about.st_size > 0)
        at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (fd >= 0)
        (void)close(fd);
    if (at == MAP_FAILED)
        return false;
    replay->at = at;
    replay->end = replay->at + about.st_size;
    return true;
}

static int failed(struct replay *replay, const char *why)
{
    (void)fprintf(stderr, "bench-replay: %s\n", why);
    (void)sqlite3_close_v2(replay->db);
    return 1;
}

int main(int argc, char **argv)
{
    static struct replay replay;
    uint64_t began_ns;
    double seconds;

    if (argc < 4 || argc > 5 || (argc == 5 && strcmp(argv[4], "rows") != 0)) {
        (void)fprintf(stderr, "usage: bench-replay RECORDING FILE MARK [rows]\n");
        return 2;
    }
    replay.mark = argv[3];
    replay.rows_only = argc == 5;
    if (!open_recording(&replay, argv[1]))
        return failed(&replay, "the recording cannot be read");
    look(&replay);
    if (replay.first == NULL)
        return failed(&replay, "the statement is not in the recording");
    if (sqlite3_open_v2(argv[2], &replay.db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK ||
        !play_until(&replay, replay.first, false))
        return failed(&replay, sqlite3_errmsg(replay.db));
    began_ns = now_ns();
    if (!play_until(&replay, replay.last, true))
        return failed(&replay, sqlite3_errmsg(replay.db));
    seconds = (double)(now_ns() - began_ns) / 1e9;
    for (size_t i = 0; i < ENTRY_STATEMENTS_MAX; i++)
        (void)sqlite3_finalize(replay.statements[i]);
    (void)sqlite3_close(replay.db);
    (void)printf("{\"calls\":%llu,\"seconds\":%.6f,\"per_second\":%.1f,\"p50_us\":%.1f,"
                 "\"p99_us\":%.1f}\n",
                 (unsigned long long)replay.rows, seconds, (double)replay.rows / seconds,
                 histogram_us(&replay.histogram, 0.5), histogram_us(&replay.histogram, 0.99));
    return 0;
}
