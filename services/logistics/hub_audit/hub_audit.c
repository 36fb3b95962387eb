#include "hub_audit/hub_audit.h"

#include "bag/bag_store.h"
#include "base/arena.h"
#include "hub_audit/sorting_audit_store.h"
#include "hub_audit/tie_audit.h"
#include "hub_report/tally.h"
#include "parcel/by_bag.h"
#include "parcel/parcel.h"
#include "reader/reader_store.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AT_A_TIME  500
#define TOLD_MAX   100
#define MEMORY_MAX ((size_t)256 * 1024 * 1024)

struct auditor {
    struct cv_books *books; /* its arena keeps the figures */
    struct hub_ref hub;
    struct tally tally; /* counted anew, less what is kept */
    struct bag_leavings leavings;
    int64_t reader_no; /* whose kind was looked up last */
    int64_t reader_kind;
    struct hub_audit *audit;
    struct tie_audit ties;
    struct bag_audit *bags; /* by number */
    size_t bag_count;
    int64_t bagged; /* parcels that are in a bag by their scans */
    int64_t merged; /* that are another, less those that others are */
};

static void __attribute__((format(printf, 2, 3)))
tell(struct hub_audit *audit, const char *format, ...)
{
    va_list args;

    if (++audit->wrong > TOLD_MAX)
        return;
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
}

/* ---- parcels ---- */

static struct cv_status count_anew(struct auditor *auditor, struct cv_books *books,
                                   const struct parcel_state *state)
{
    struct count_fact facts[FACTS_MAX];
    struct parcel_state copy;
    struct cv_status status =
        parcel_with_bag(books, auditor->hub.no, &auditor->leavings, &state, &copy);

    if (cv_ok(status))
        tally_add(&auditor->tally, facts, parcel_facts(state, &auditor->hub, facts), 1);
    return status;
}

static struct cv_status check_state(struct auditor *auditor, struct cv_books *books,
                                    const struct parcel *parcel, struct parcel_event *events,
                                    size_t count)
{
    struct parcel_state state = {0};

    if (parcel->into_no == 0)
        parcel_fold(&state, events, count);
    if (memcmp(&state, &parcel->state, sizeof(state)) != 0)
        tell(auditor->audit, "parcel %" PRId64 ": its state is not what its scans say\n",
             parcel->no);
    return parcel->into_no == 0 ? count_anew(auditor, books, &state) : CV_STATUS_OK;
}

static struct cv_status check_bag(struct auditor *auditor, struct cv_books *books,
                                  const struct parcel *parcel)
{
    const struct parcel_state *state = &parcel->state;
    int64_t grams = state->grams != 0 ? state->grams : state->declared_grams;
    struct bag_parcel in;
    int64_t bag;
    struct cv_status status = bag_of_parcel(books, auditor->hub.no, parcel->no, &bag, &in);

    auditor->bagged += state->bag_no != 0;
    if (state->left_bag != 0 && (size_t)state->left_bag < auditor->bag_count)
        auditor->bags[state->left_bag].removals--;
    if (!cv_ok(status))
        return status;
    if (bag != state->bag_no)
        tell(auditor->audit,
             "parcel %" PRId64 ": is kept in bag %" PRId64 ", its scans say %" PRId64 "\n",
             parcel->no, bag, state->bag_no);
    else if (bag != 0 && (in.prefecture_no != state->prefecture_no || in.grams != grams))
        tell(auditor->audit, "parcel %" PRId64 ": weighs or goes elsewhere in its bag\n",
             parcel->no);
    return status;
}

static struct cv_status count_scan(struct auditor *auditor, struct cv_books *books,
                                   const struct scan_kept *kept)
{
    int64_t reader_no = kept->event.reader_no;
    struct count_fact facts[FACTS_MAX];
    struct cv_status status = CV_STATUS_OK;

    if (reader_no != auditor->reader_no)
        status = reader_kind_of(books, auditor->hub.no, reader_no, &auditor->reader_kind);
    auditor->reader_no = reader_no;
    if (auditor->reader_kind == READER_HANDHELD)
        tally_add(&auditor->tally, facts,
                  scan_facts(&auditor->hub, reader_no, kept->event.at_us, kept->received_us, facts),
                  1);
    return status;
}

/* A parcel is only ever put in a bag that is open. */
static void check_bagging(struct auditor *auditor, const struct scan_kept *kept)
{
    const struct parcel_event *event = &kept->event;
    const struct bag_audit *bag;
    bool open_then;

    if (event->step != STEP_BAGGED || event->bag_no <= 0 ||
        (size_t)event->bag_no >= auditor->bag_count)
        return;
    bag = &auditor->bags[event->bag_no];
    open_then = bag->state == LOAD_OPEN || event->at_us < bag->closed_us ||
                kept->received_us < bag->closed_us;
    if ((event->odd == ODD_NONE && !open_then) ||
        (event->odd == ODD_BAG_NOT_OPEN &&
         (bag->state == LOAD_OPEN ||
          (event->at_us < bag->closed_us && event->at_us < kept->received_us))))
        tell(auditor->audit, "scan %" PRId64 ": bag %" PRId64 " was %s then\n", event->seq,
             event->bag_no, open_then ? "open" : "not open");
}

static struct cv_status check_parcel(struct auditor *auditor, struct cv_books *books,
                                     const struct parcel *parcel)
{
    struct parcel_history history;
    struct cv_status status = parcel_history_read(books, auditor->hub.no, parcel, &history);
    struct parcel_event *all;
    size_t own_count = 0;
    int64_t into;

    if (!cv_ok(status))
        return status;
    all = cv_arena_array(books->arena, history.scan_count + 1, sizeof(*all));
    if (all == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    for (size_t i = 0; cv_ok(status) && i < history.scan_count; i++) {
        all[i] = history.scans[i].event;
        tie_audit_tell(&auditor->ties, &all[i]);
        if (history.scans[i].parcel_no == parcel->no) {
            own_count++;
            check_bagging(auditor, &history.scans[i]);
            status = count_scan(auditor, books, &history.scans[i]);
        }
        if (history.parcels[history.whose[i]].no != history.scans[i].parcel_no)
            tell(auditor->audit, "scan %" PRId64 ": is listed with another parcel\n", all[i].seq);
    }
    if (!cv_ok(status))
        return status;
    auditor->audit->parcels++;
    auditor->audit->scans += (int64_t)own_count;
    auditor->merged += parcel->into_no != 0;
    auditor->merged -= parcel->into_no == 0 ? (int64_t)history.parcel_count - 1 : 0;
    into = tie_audit_into(&auditor->ties, parcel->no);
    if (into != parcel->into_no)
        tell(auditor->audit,
             "parcel %" PRId64 ": is kept as %" PRId64 ", its scans say %" PRId64 "\n", parcel->no,
             parcel->into_no, into);
    status = check_state(auditor, books, parcel, all, history.scan_count);
    return cv_ok(status) ? check_bag(auditor, books, parcel) : status;
}

/* Some, in an arena of their own; *after: the last of them. */
static struct cv_status check_some(struct auditor *auditor, int64_t *after, bool *at_end)
{
    struct cv_books books = *auditor->books;
    struct cv_arena arena;
    struct cv_status status;
    struct parcel *rows;
    size_t count = 0;

    cv_arena_init(&arena, MEMORY_MAX);
    books.arena = &arena;
    rows = cv_arena_array(&arena, AT_A_TIME, sizeof(*rows));
    status = rows == NULL ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
                          : parcel_list(&books, auditor->hub.no, *after, AT_A_TIME, rows, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        *after = rows[i].no;
        status = check_parcel(auditor, &books, &rows[i]);
    }
    *at_end = count < AT_A_TIME;
    cv_arena_release(&arena);
    return status;
}

/* ---- figures ---- */

static void take_away(void *arg, const struct count_row *row, bool correction)
{
    struct auditor *auditor = arg;

    (void)correction;
    auditor->audit->figures++;
    tally_add_amounts(&auditor->tally, &row->cell, row->amounts, -1);
}

static struct cv_status check_figures(struct auditor *auditor)
{
    struct cv_status status = CV_STATUS_OK;

    for (int64_t kind = COUNT_HOUR; cv_ok(status) && kind <= COUNT_KIND_LAST; kind++) {
        const struct count_row **rows;
        size_t count;

        status =
            count_each(auditor->books, auditor->hub.no, kind, 0, INT32_MAX, take_away, auditor);
        rows = tally_rows(&auditor->tally, kind, auditor->books->arena, &count);
        for (size_t i = 0; rows != NULL && cv_ok(status) && i < count; i++) {
            for (int what = 0; what < COUNT_WHATS; what++) {
                if (rows[i]->amounts[what] != 0)
                    tell(auditor->audit,
                         "figure %d of kind %" PRId64 " on %d, part %" PRId64 ", key %" PRId64
                         ": %" PRId64 " short of a recount\n",
                         what, kind, (int)rows[i]->cell.day, rows[i]->cell.part, rows[i]->cell.key,
                         rows[i]->amounts[what]);
            }
        }
    }
    return status;
}

static struct cv_status check_log(struct auditor *auditor)
{
    struct hub_audit *audit = auditor->audit;
    struct cv_status status;
    int64_t rows;

    status = scan_count(auditor->books, auditor->hub.no, &rows);
    if (!cv_ok(status))
        return status;
    if (rows != auditor->hub.seq)
        tell(audit, "the log has come to %" PRId64 " and has %" PRId64 " scans\n", auditor->hub.seq,
             rows);
    if (rows != audit->scans)
        tell(audit, "%" PRId64 " scans, and parcels list %" PRId64 "\n", rows, audit->scans);
    if (auditor->merged != 0 || auditor->ties.unlisted != 0)
        tell(audit, "%" PRId64 " parcels that are others are not known to these\n",
             auditor->merged + auditor->ties.unlisted);
    if (audit->parcels != auditor->hub.parcel_no)
        tell(audit, "%" PRId64 " parcels were numbered, and there are %" PRId64 "\n",
             auditor->hub.parcel_no, audit->parcels);
    return status;
}

/* Bags, chutes and plans. */
static struct cv_status check_sorting(struct auditor *auditor)
{
    struct hub_audit *audit = auditor->audit;
    struct sorting_audit found;
    struct cv_status status = sorting_audit_read(auditor->books, auditor->hub.no, &found);

    if (!cv_ok(status))
        return status;
    for (size_t i = 1; i < auditor->bag_count; i++) {
        if (auditor->bags[i].removals != 0)
            tell(audit, "bag %zu: %" PRId64 " more are told to have left it than have\n", i,
                 auditor->bags[i].removals);
    }
    if (found.bagged != auditor->bagged)
        tell(audit, "%" PRId64 " parcels are kept in bags, their scans say %" PRId64 "\n",
             found.bagged, auditor->bagged);
    if (found.without_bag != 0)
        tell(audit, "%" PRId64 " parcels are in bags that there are not\n", found.without_bag);
    if (found.hanging_closed != 0)
        tell(audit, "%" PRId64 " bags hang at chutes and are not open\n", found.hanging_closed);
    if (found.plans_at_once != 0)
        tell(audit, "%" PRId64 " times two sort plans are active at once\n", found.plans_at_once);
    return status;
}

struct cv_status hub_audit_run(struct cv_books *books, const char *hub, struct hub_audit *audit)
{
    struct auditor *auditor = cv_arena_zalloc(books->arena, sizeof(*auditor));
    struct cv_status status;
    int64_t after = 0;
    bool at_end = false;

    if (auditor == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    auditor->books = books;
    auditor->audit = audit;
    tally_begin(&auditor->tally, books->arena);
    status = hub_find(books, hub, &auditor->hub);
    if (cv_ok(status))
        status = tie_audit_read(books, auditor->hub.no, &auditor->ties);
    if (cv_ok(status))
        status = bag_audit_read(books, auditor->hub.no, &auditor->bags, &auditor->bag_count);
    while (cv_ok(status) && !at_end)
        status = check_some(auditor, &after, &at_end);
    if (cv_ok(status))
        status = check_figures(auditor);
    if (cv_ok(status))
        status = check_log(auditor);
    if (cv_ok(status))
        status = check_sorting(auditor);
    return cv_ok(status) && books->arena->exhausted
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL,
                           "the figures need more memory than there is")
               : status;
}
