#include "import_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define FILES_MAX 1000

struct found {
    const char *path;
    const struct form *form;
    size_t order; /* as named */
    struct stat about;
};

struct finding {
    struct found list[FILES_MAX];
    size_t count;
    bool readable;
    struct cv_arena *arena;
    struct problems *problems;
};

static void complain(struct finding *finding, const char *path, const char *what)
{
    finding->readable = false;
    problems_add(finding->problems,
                 (struct problem){
                     .file = finding->count,
                     .path = path,
                     .what = what == NULL ? T("out of memory", "内存不足") : what,
                 });
}

/* The same file by another name: its rows without an id would count twice. */
static bool is_known(const struct finding *finding, const struct stat *about)
{
    for (size_t i = 0; i < finding->count; i++) {
        const struct stat *other = &finding->list[i].about;

        if (other->st_dev == about->st_dev && other->st_ino == about->st_ino)
            return true;
    }
    return false;
}

static void add_file(struct finding *finding, const char *path, const struct stat *about)
{
    const struct form *form = form_of_file(path);

    if (form == NULL)
        complain(finding, path,
                 cv_arena_printf(finding->arena,
                                 T("the name does not say what is in it; it must begin with one of "
                                   "%s",
                                   "文件名看不出内容；文件名必须以下列之一开头：%s"),
                                 form_list_files(finding->arena)));
    else if (finding->count == FILES_MAX)
        complain(finding, path,
                 T("is one file too many: at most 1000 at once", "文件太多：一次最多 1000 个"));
    else if (is_known(finding, about))
        complain(finding, path, T("is named twice", "重复指定"));
    if (form == NULL || finding->count == FILES_MAX || is_known(finding, about))
        return;
    finding->list[finding->count] = (struct found){path, form, finding->count, *about};
    finding->count++;
}

static bool is_csv(const char *name)
{
    size_t len = strlen(name);

    return len > 4 && name[0] != '.' && strcasecmp(name + len - 4, ".csv") == 0;
}

static int only_csv(const struct dirent *entry)
{
    return is_csv(entry->d_name);
}

static void add_folder(struct finding *finding, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, only_csv, alphasort);
    size_t len = strlen(folder);

    while (len > 1 && folder[len - 1] == '/')
        len--;
    if (count <= 0)
        complain(finding, folder,
                 T("no file in this folder ends with .csv", "这个文件夹里没有 .csv 文件"));
    for (int i = 0; i < count; i++) {
        const char *path =
            cv_arena_printf(finding->arena, "%.*s/%s", (int)len, folder, entries[i]->d_name);
        struct stat about;

        if (path == NULL)
            complain(finding, folder, NULL);
        else if (stat(path, &about) != 0)
            complain(finding, path, T("there is no such file", "没有这个文件"));
        else
            add_file(finding, path, &about);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static int by_form(const void *left, const void *right)
{
    const struct found *a = left;
    const struct found *b = right;

    if (a->form->id != b->form->id)
        return a->form->id < b->form->id ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static void find(struct finding *finding, const char *const *operands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct stat about;

        if (stat(operands[i], &about) != 0)
            complain(finding, operands[i],
                     T("there is no such file or folder", "没有这个文件或文件夹"));
        else if (S_ISDIR(about.st_mode))
            add_folder(finding, operands[i]);
        else
            add_file(finding, operands[i], &about);
    }
    qsort(finding->list, finding->count, sizeof(finding->list[0]), by_form);
}

static bool read_one(struct sheet *sheet, size_t file, const struct found *found,
                     struct cv_arena *arena, struct problems *problems)
{
    struct cv_slice bytes;
    struct cv_status status = sheet_load(found->path, arena, &bytes);

    if (cv_ok(status))
        return sheet_read(sheet, file, found->path, found->form, bytes, arena, problems);
    *sheet = (struct sheet){.file = file, .path = found->path, .form = found->form};
    problems_add(problems,
                 (struct problem){.file = file, .path = found->path, .what = status.message});
    return false;
}

void import_files_read(struct import_files *files, const char *const *operands, size_t count,
                       struct cv_arena *arena, struct problems *problems, struct progress *progress)
{
    struct finding *finding = cv_arena_zalloc(arena, sizeof(*finding));
    uint64_t total = 1;
    uint64_t done = 0;

    *files = (struct import_files){0};
    if (finding == NULL) {
        problems->lost = true;
        return;
    }
    finding->arena = arena;
    finding->problems = problems;
    finding->readable = true;
    find(finding, operands, count);
    files->readable = finding->readable;
    files->sheets = cv_arena_array(arena, finding->count + 1, sizeof(*files->sheets));
    if (files->sheets == NULL) {
        problems->lost = true;
        return;
    }
    for (size_t i = 0; i < finding->count; i++)
        total += (uint64_t)finding->list[i].about.st_size;
    for (size_t i = 0; i < finding->count; i++) {
        if (!read_one(&files->sheets[files->count++], i, &finding->list[i], arena, problems))
            files->readable = false;
        done += (uint64_t)finding->list[i].about.st_size;
        progress_show(progress, done, total);
    }
}
