#include "batch.h"

#include "base/assert.h"
#include "base/hash.h"
#include "record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct batch_content {
    uint64_t hash[2];
    uint32_t times; /* 0: a free slot */
};

void batch_init(struct batch *batch, struct cv_arena *arena, struct problems *problems,
                const struct sheet *sheets, size_t sheet_count)
{
    *batch = (struct batch){
        .arena = arena,
        .problems = problems,
        .sheets = sheets,
        .sheet_count = sheet_count,
        .currency = "CNY",
    };
}

bool batch_has(const struct batch *batch, enum form_id form)
{
    for (size_t i = 0; i < batch->sheet_count; i++) {
        if (batch->sheets[i].form->id == form)
            return true;
    }
    return false;
}

/* ---- the programme ---- */

const char *batch_currency(const struct sheet_row *row, struct cv_arena *arena,
                           struct cell_unit *unit)
{
    const char *plain = cell_plain(row->cells[PROGRAMME_CURRENCY], arena);

    return plain == NULL ? "" : cell_money_unit(plain, unit);
}

static void take_currency(struct batch *batch, const struct sheet_row *row)
{
    struct cell_unit unit;

    if (batch_currency(row, batch->arena, &unit) == NULL && unit.currency[0] != '\0')
        batch->currency = unit.currency;
}

/* The id in programme.csv, which has one row. */
static const char *programme_of_sheets(struct batch *batch)
{
    const char *found = NULL;

    for (size_t i = 0; i < batch->sheet_count; i++) {
        const struct sheet *sheet = &batch->sheets[i];
        const char *id;

        for (size_t r = 0; sheet->form->id == FORM_PROGRAMME && r < sheet->row_count; r++) {
            if (cell_id(sheet->rows[r].cells[PROGRAMME_ID], batch->arena, &id) != NULL)
                continue; /* complained about when the row is read */
            if (found != NULL && strcmp(found, id) != 0)
                sheet_complain(sheet, &sheet->rows[r], PROGRAMME_ID, batch->problems,
                               T("is a second programme; import one at a time",
                                 "是第二个计划；每次只能导入一个"),
                               NULL);
            else
                take_currency(batch, &sheet->rows[r]);
            found = found == NULL ? id : found;
        }
    }
    return found;
}

const char *batch_find_programme(struct batch *batch, const char *asked, const char **complaint)
{
    const char *found = programme_of_sheets(batch);

    *complaint = NULL;
    if (asked != NULL && cell_id(asked, batch->arena, &batch->programme) != NULL)
        *complaint = cell_id(asked, batch->arena, &batch->programme);
    else if (asked != NULL && found != NULL && strcmp(batch->programme, found) != 0)
        *complaint = cv_arena_printf(
            batch->arena,
            T("is %s, but programme.csv is about %s", "为 %s，而 programme.csv 中是 %s"),
            batch->programme, found);
    else if (asked == NULL && found == NULL)
        *complaint = T("is needed, as there is no programme.csv: which programme is this about?",
                       "必须给出，因为没有 programme.csv：这些数据属于哪个计划？");
    if (*complaint != NULL)
        return NULL;
    batch->programme = asked == NULL ? found : batch->programme;
    batch->name = cv_arena_printf(batch->arena, "programmes/%s", batch->programme);
    if (batch->name == NULL)
        *complaint = T("cannot be kept: out of memory", "内存不足");
    return batch->name == NULL ? NULL : batch->programme;
}

void batch_know_currency(struct batch *batch, const char *currency)
{
    batch->currency = currency;
}

/* ---- indicators ---- */

const struct batch_indicator *batch_indicator(const struct batch *batch, const char *id)
{
    for (size_t i = 0; i < batch->indicator_count; i++) {
        if (strcmp(batch->indicators[i].id, id) == 0)
            return &batch->indicators[i];
    }
    return NULL;
}

void batch_know_indicator(struct batch *batch, const char *id, int decimals, int kind)
{
    if (batch_indicator(batch, id) != NULL)
        return;
    if (batch->indicator_count == batch->indicator_cap) {
        size_t cap = batch->indicator_cap == 0 ? 64 : batch->indicator_cap * 2;
        struct batch_indicator *bigger = cv_arena_array(batch->arena, cap, sizeof(*bigger));

        if (bigger == NULL) {
            batch->problems->lost = true;
            return;
        }
        if (batch->indicator_count > 0)
            memcpy(bigger, batch->indicators, batch->indicator_count * sizeof(*bigger));
        batch->indicators = bigger;
        batch->indicator_cap = cap;
    }
    batch->indicators[batch->indicator_count++] = (struct batch_indicator){id, decimals, kind};
}

/* ---- ids from contents ---- */

static struct batch_content *find_content(struct batch *batch, const uint64_t hash[2])
{
    size_t at = (size_t)(hash[0] % batch->content_slots);

    while (batch->contents[at].times > 0 &&
           (batch->contents[at].hash[0] != hash[0] || batch->contents[at].hash[1] != hash[1]))
        at = (at + 1) % batch->content_slots;
    return &batch->contents[at];
}

char *batch_content_id(struct batch *batch, const ProtobufCMessage *request)
{
    size_t len = protobuf_c_message_get_packed_size(request);
    uint8_t *bytes = malloc(len + 1);
    struct batch_content *content;
    uint64_t hash[2];

    if (bytes == NULL)
        return NULL;
    (void)protobuf_c_message_pack(request, bytes);
    cv_hash128((struct cv_slice){bytes, len}, hash);
    free(bytes);
    content = find_content(batch, hash);
    content->hash[0] = hash[0];
    content->hash[1] = hash[1];
    if (++content->times == 1)
        return cv_arena_printf(batch->arena, "row-%016" PRIx64, hash[0]);
    return cv_arena_printf(batch->arena, "row-%016" PRIx64 "-%u", hash[0], content->times);
}

/* ---- sites ---- */

static int by_project(const void *left, const void *right)
{
    const struct batch_site *a = left;
    const struct batch_site *b = right;
    int order = strcmp(a->project, b->project);

    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

/* A site whose project cannot be read: complained about here, and by nobody else. */
static void add_site(struct batch *batch, const struct sheet *sheet, const struct sheet_row *row)
{
    struct batch_site *site = &batch->sites[batch->site_count];
    const char *wrong = cell_id(row->cells[SITE_PROJECT], batch->arena, &site->project);

    if (wrong != NULL) {
        sheet_complain(sheet, row, SITE_PROJECT, batch->problems, wrong, NULL);
        return;
    }
    site->sheet = sheet;
    site->row = row;
    site->order = batch->site_count++;
}

static void collect_sites(struct batch *batch)
{
    size_t room = 0;

    for (size_t i = 0; i < batch->sheet_count; i++)
        room += batch->sheets[i].form->id == FORM_SITES ? batch->sheets[i].row_count : 0;
    batch->sites = cv_arena_array(batch->arena, room + 1, sizeof(*batch->sites));
    if (batch->sites == NULL) {
        batch->problems->lost = true;
        return;
    }
    for (size_t i = 0; i < batch->sheet_count; i++) {
        const struct sheet *sheet = &batch->sheets[i];

        for (size_t r = 0; sheet->form->id == FORM_SITES && r < sheet->row_count; r++)
            add_site(batch, sheet, &sheet->rows[r]);
    }
    qsort(batch->sites, batch->site_count, sizeof(*batch->sites), by_project);
}

struct batch_site *batch_take_sites(struct batch *batch, const char *project, size_t *count)
{
    size_t low = 0;
    size_t high = batch->site_count;
    size_t at;

    while (low < high) { /* the first that is not before `project` */
        size_t middle = low + (high - low) / 2;

        if (strcmp(batch->sites[middle].project, project) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (at = low; at < batch->site_count && strcmp(batch->sites[at].project, project) == 0; at++)
        batch->sites[at].taken = true;
    *count = at - low;
    return &batch->sites[low];
}

static void complain_about_homeless_sites(struct batch *batch)
{
    for (size_t i = 0; i < batch->site_count; i++) {
        const struct batch_site *site = &batch->sites[i];

        if (site->taken)
            continue;
        sheet_complain(site->sheet, site->row, SITE_PROJECT, batch->problems,
                       T("must be a project of projects.csv in the same import: sites are recorded "
                         "with their project",
                         "必须是同一次导入的 projects.csv 中的项目：地点随项目一起记录"),
                       NULL);
    }
}

/* ---- rows ---- */

static void add_row(struct batch *batch, const struct sheet *sheet, const struct sheet_row *from)
{
    Caravan__Projects__V1__ImportRow *row = cv_arena_alloc(batch->arena, sizeof(*row));
    struct batch_origin *origin = &batch->origins[batch->count];
    struct reader reader = {
        .sheet = sheet,
        .row = from,
        .arena = batch->arena,
        .problems = batch->problems,
    };

    if (row == NULL) {
        batch->problems->lost = true;
        return;
    }
    caravan__projects__v1__import_row__init(row);
    *origin = (struct batch_origin){.sheet = sheet, .row = from};
    record_make(batch, &reader, origin, row);
    if (!reader.bad)
        batch->rows[batch->count++] = row;
}

static bool make_room(struct batch *batch)
{
    size_t room = 1;

    for (size_t i = 0; i < batch->sheet_count; i++)
        room += batch->sheets[i].row_count;
    batch->content_slots = room * 2 + 1;
    batch->rows = cv_arena_array(batch->arena, room, sizeof(struct batch_row *));
    batch->origins = cv_arena_array(batch->arena, room, sizeof(*batch->origins));
    batch->contents = cv_arena_array(batch->arena, batch->content_slots, sizeof(*batch->contents));
    return batch->rows != NULL && batch->origins != NULL && batch->contents != NULL;
}

void batch_fill(struct batch *batch)
{
    CV_ASSERT(batch->name != NULL);
    if (!make_room(batch)) {
        batch->problems->lost = true;
        return;
    }
    collect_sites(batch);
    for (size_t i = 0; !batch->problems->lost && i < batch->sheet_count; i++) {
        const struct sheet *sheet = &batch->sheets[i];

        for (size_t r = 0; sheet->form->id != FORM_SITES && r < sheet->row_count; r++)
            add_row(batch, sheet, &sheet->rows[r]);
    }
    complain_about_homeless_sites(batch);
}
