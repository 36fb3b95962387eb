#include "demo_kit.h"

#include "base/assert.h"
#include "csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_BYTES_MAX (64 * 1024 * 1024) /* what an import reads */

/* ---- chance ---- */

uint64_t dice_roll(struct dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t dice_between(struct dice *dice, int64_t low, int64_t high)
{
    return low + (int64_t)(dice_roll(dice) % (uint64_t)(high - low + 1));
}

void dice_divide(struct dice *dice, int64_t total, int64_t step, size_t count, int64_t *parts)
{
    int64_t weights = 0;
    int64_t given = 0;

    CV_ASSERT(count > 0);
    for (size_t i = 0; i < count; i++)
        weights += parts[i] = dice_between(dice, 60, 140);
    for (size_t i = 0; i < count; i++) {
        parts[i] = (int64_t)((__int128)total * parts[i] / weights / step * step);
        given += parts[i];
    }
    for (size_t i = 0; total - given >= step; i = (i + 1) % count) {
        parts[i] += step;
        given += step;
    }
    parts[count - 1] += total - given;
}

/* ---- files ---- */

void demo_file_begin(struct cv_buf *file, const char *headings)
{
    cv_buf_init(file, FILE_BYTES_MAX);
    cv_buf_printf(file, "\xef\xbb\xbf%s\r\n", headings);
}

void demo_row(struct cv_buf *file, const char *const *cells)
{
    for (size_t i = 0; cells[i] != NULL; i++)
        csv_put(file, cells[i], i == 0);
    cv_buf_add_text(file, "\r\n");
}

struct cv_status demo_file_write(const char *folder, const char *name, const struct cv_buf *text,
                                 struct cv_arena *arena)
{
    const char *path = cv_arena_printf(arena, "%s/%s", folder, name);
    FILE *out = path == NULL || text->failed ? NULL : fopen(path, "wb");
    bool written;

    if (out == NULL)
        return cv_status_f(arena, CV_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno));
    written = fwrite(text->at, 1, text->len, out) == text->len;
    if (fclose(out) != 0 || !written)
        return cv_status_f(arena, CV_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno));
    return CV_STATUS_OK;
}

struct cv_status demo_folder(const char *folder, struct cv_arena *arena)
{
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return cv_status_f(arena, CV_UNAVAILABLE, NULL, "%s: %s", folder, strerror(errno));
    return CV_STATUS_OK;
}

struct cv_status demo_file_place(const char *folder, const struct demo_file *file,
                                 const struct cv_buf *text, struct cv_arena *arena)
{
    const char *inner = cv_arena_printf(arena, "%s/%s", folder, file->folder);
    struct cv_status status = inner == NULL
                                  ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
                                  : demo_folder(inner, arena);

    return cv_ok(status) ? demo_file_write(inner, file->name, text, arena) : status;
}
