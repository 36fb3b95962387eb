#include "scan/capture.h"

#include "base/arena.h"

/* What 10,000 scans of 10,000 parcels need, and some. */
#define CAPTURE_MEMORY_MAX ((size_t)64 * 1024 * 1024)

bool capture_read(struct capture *capture, struct cv_arena *arena,
                  Caravan__Logistics__V1__Scan *const *scans, size_t count)
{
    capture->count = count;
    capture->wrong = false;
    capture->nothing_kept = false;
    capture->scans = cv_arena_alloc(arena, count * sizeof(struct scan) + 1);
    capture->results = cv_arena_array(arena, count + 1, sizeof(struct scan_result));
    if (capture->scans == NULL || capture->results == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        capture->wrong |= !scan_read(scans[i], &capture->scans[i], &capture->results[i]);
    return true;
}

static struct cv_status add_all(struct capture *capture, struct scan_batch *batch)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < capture->count; i++) {
        struct scan_result *result = &capture->results[i];

        if (result->outcome == SCAN_REJECTED)
            continue;
        status = scan_batch_add(batch, &capture->scans[i], result);
        capture->wrong |= result->outcome == SCAN_CONFLICT;
    }
    return status;
}

static struct cv_status run(struct capture *capture, struct cv_books *books)
{
    struct scan_batch *batch = cv_arena_alloc(books->arena, sizeof(*batch));
    struct cv_status status;
    struct reader reader;
    struct hub_ref hub;

    if (batch == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = hub_find(books, capture->ids[0].text, &hub);
    if (cv_ok(status))
        status = reader_get(books, hub.no, capture->ids[1].text, &reader);
    if (cv_ok(status))
        status = scan_batch_begin(batch, books, &hub, &reader, capture->count, capture->sent_us);
    if (!cv_ok(status))
        return status;
    capture->durable_number = reader.durable_number;
    status = add_all(capture, batch);
    if (!cv_ok(status))
        return status;
    capture->nothing_kept = capture->wrong && capture->all_or_nothing;
    if (capture->nothing_kept)
        return CV_STATUS_OK;
    capture->durable_number = batch->reader.durable_number;
    return scan_batch_end(batch);
}

static struct cv_status kept_text(struct cv_arena *arena, struct cv_status status)
{
    if (status.message != NULL)
        status.message = cv_arena_string(arena, status.message);
    return status;
}

struct cv_status capture_work(struct capture *capture, const struct cv_scope *scope,
                              struct cv_tx *tx)
{
    struct cv_status status = CV_STATUS_OK;
    struct cv_arena arena;
    struct cv_books books;

    cv_arena_init(&arena, CAPTURE_MEMORY_MAX);
    cv_books_open(&books, scope, tx);
    books.arena = &arena;
    if (capture->all_or_nothing)
        status = cv_tx_mark(tx);
    if (cv_ok(status))
        status = run(capture, &books);
    if (cv_ok(status) && arena.exhausted)
        status = cv_status(CV_RESOURCE_EXHAUSTED, "BATCH_TOO_LARGE",
                           "the batch needs more memory than it may have; send fewer at once");
    if (cv_ok(status) && capture->all_or_nothing)
        status = cv_tx_release(tx, !capture->nothing_kept);
    if (!cv_ok(status))
        status = kept_text(scope->arena, status);
    cv_arena_release(&arena);
    return status;
}

void capture_tell(const struct capture *capture, struct logistics *service)
{
    for (size_t i = 0; i < capture->count; i++) {
        const struct scan *scan = &capture->scans[i];

        parcel_news_tell(&service->parcels, &scan->name, &capture->results[i]);
        if (scan->other.carrier[0] != '\0')
            parcel_news_tell(&service->parcels, &scan->other, &capture->results[i]);
    }
    cv_feed_post(&service->hubs);
}
