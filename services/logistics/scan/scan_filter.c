#include "scan/scan_filter.h"

#include "base/arena.h"
#include "chute/chute_store.h"
#include "reader/reader_store.h"
#include "service/field.h"

#define LIST_MAX 100

static const char *item(struct cv_check *check, const char *list, size_t i)
{
    const char *path = cv_arena_printf(check->arena, "%s[%zu]", list, i);

    return path == NULL ? list : path;
}

static void read_steps(struct cv_check *check, struct scan_filter *filter)
{
    for (size_t i = 0; cv_check_fine(check) && i < filter->asked->n_steps; i++) {
        Caravan__Logistics__V1__ScanStep step = filter->asked->steps[i];

        cv_field_enum(check, item(check, "filter.steps", i),
                      &caravan__logistics__v1__scan_step__descriptor, step, true);
        if (cv_check_fine(check))
            filter->steps |= UINT32_C(1) << step;
    }
}

static int64_t *read_ids(struct cv_check *check, const char *list, char **ids, size_t count)
{
    int64_t *numbers = cv_arena_array(check->arena, count + 1, sizeof(*numbers));

    cv_check_range(check, list, (int64_t)count, 0, LIST_MAX);
    for (size_t i = 0; cv_check_fine(check) && i < count; i++)
        cv_check_id(check, item(check, list, i), ids[i], true);
    if (numbers == NULL)
        check->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    return numbers;
}

void scan_filter_read(struct cv_check *check, const Caravan__Logistics__V1__ScanFilter *asked,
                      struct scan_filter *filter)
{
    filter->asked = asked;
    if (asked == NULL)
        return;
    cv_check_range(check, "filter.steps", (int64_t)asked->n_steps, 0, LIST_MAX);
    read_steps(check, filter);
    filter->chutes = read_ids(check, "filter.chutes", asked->chutes, asked->n_chutes);
    filter->readers = read_ids(check, "filter.readers", asked->readers, asked->n_readers);
}

static struct cv_status find_chute(struct cv_books *books, int64_t hub_no, const char *id,
                                   int64_t *no)
{
    struct chute_ref chute;
    struct cv_status status = chute_find(books, hub_no, id, &chute);

    *no = chute.no;
    if (cv_ok(status) && chute.no == 0)
        status = cv_books_not_found(books, NULL, "chute %s at this hub", id);
    return status;
}

struct cv_status scan_filter_begin(struct scan_filter *filter, struct cv_books *books,
                                   int64_t hub_no)
{
    const Caravan__Logistics__V1__ScanFilter *asked = filter->asked;
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; asked != NULL && cv_ok(status) && i < asked->n_chutes; i++)
        status = find_chute(books, hub_no, asked->chutes[i], &filter->chutes[i]);
    for (size_t i = 0; asked != NULL && cv_ok(status) && i < asked->n_readers; i++) {
        struct reader reader;

        status = reader_get(books, hub_no, asked->readers[i], &reader);
        filter->readers[i] = reader.no;
    }
    return status;
}

static bool is_in(int64_t no, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] == no)
            return true;
    }
    return count == 0;
}

bool scan_filter_match(const struct scan_filter *filter, const struct scan_kept *kept)
{
    const Caravan__Logistics__V1__ScanFilter *asked = filter->asked;

    if (asked == NULL)
        return true;
    if (filter->steps != 0 && (filter->steps >> kept->event.step & 1) == 0)
        return false;
    if (asked->anomalies_only && kept->outcome != SCAN_ANOMALY)
        return false;
    return is_in(kept->event.chute_no, filter->chutes, asked->n_chutes) &&
           is_in(kept->event.reader_no, filter->readers, asked->n_readers);
}
