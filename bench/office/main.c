/* caravan-office-load: programme offices before caravan-projects and caravan-training, and how they
 * fared as one line of JSON. Each order begins on an empty store.
 *
 *   entries COUNT CALLERS             commitments, each submitted by one person and approved by
 *                                     another: two calls for one entry
 *   books PROJECTS ENTRIES OBSERVATIONS REPORTS
 *                                     imported and approved; then reports, each right after a write
 *   seats COUNT CALLERS COHORTS       applications, each to the next cohort
 *   rush COHORTS                      200 applicants at once for 28 seats, one cohort after the
 *                                     other
 */
#include "base/clock.h"
#include "books.h"
#include "seats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MAX 10000000

static struct crew crew;

static bool in_range(uint64_t value, uint64_t most)
{
    if (value < 1 || value > most)
        crew_fail(&crew, "a number is out of range");
    return crew.why[0] == '\0';
}

/* How many a second of what was just done. */
static void tell_rate(uint64_t count)
{
    double seconds = (double)crew.took_ns / 1e9;

    if (crew.why[0] == '\0')
        (void)printf("{\"calls\":%llu,\"pieces\":%llu,\"seconds\":%.6f,\"per_second\":%.1f}\n",
                     (unsigned long long)crew.calls, (unsigned long long)count, seconds,
                     (double)count / seconds);
}

static void run_entries(const uint64_t *numbers)
{
    if (!in_range(numbers[0], COUNT_MAX) || !in_range(numbers[1], CREW_MAX) ||
        !books_projects(&crew, PROJECTS_OF_ENTRIES) || !books_approve(&crew))
        return;
    crew_run(&crew, (unsigned)numbers[1], numbers[0], books_entry);
    tell_rate(numbers[0]);
}

static void run_books(const uint64_t *numbers)
{
    static struct histogram histogram;
    uint64_t began_ns = cv_clock_ns();
    double filled_s;

    if (!in_range(numbers[0], 10000) || !in_range(numbers[1], COUNT_MAX) ||
        !in_range(numbers[2], COUNT_MAX) || !in_range(numbers[3], 10000) ||
        !books_projects(&crew, numbers[0]) || !books_approve(&crew) ||
        !books_money(&crew, numbers[0], numbers[1]) || !books_approve(&crew) ||
        !books_observations(&crew, numbers[0], numbers[2]))
        return;
    filled_s = (double)(cv_clock_ns() - began_ns) / 1e9;
    for (uint64_t i = 0; i < numbers[3]; i++) {
        if (!books_report(&crew, i, &histogram))
            return;
    }
    (void)printf("{\"calls\":%llu,\"filled_s\":%.3f,\"report_p50_us\":%.1f,\"report_p99_us\":%.1f"
                 "}\n",
                 (unsigned long long)crew.calls, filled_s, histogram_us(&histogram, 0.5),
                 histogram_us(&histogram, 0.99));
}

static void run_seats(const uint64_t *numbers)
{
    if (!in_range(numbers[0], COUNT_MAX) || !in_range(numbers[1], CREW_MAX) ||
        !in_range(numbers[2], COUNT_MAX) || !seats_prepare(&crew, numbers[0], numbers[2]))
        return;
    crew_run(&crew, (unsigned)numbers[1], numbers[0], seats_apply);
    tell_rate(numbers[0]);
}

static void run_rush(const uint64_t *numbers)
{
    uint64_t took_ns = 0;

    if (!in_range(numbers[0], COUNT_MAX) || !seats_prepare(&crew, APPLICANTS, 1))
        return;
    for (unsigned i = 0; i < numbers[0]; i++) {
        if (!seats_rush(&crew, i))
            return;
        took_ns += crew.took_ns;
    }
    crew.took_ns = took_ns;
    tell_rate(numbers[0] * APPLICANTS);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int numbers;
        void (*run)(const uint64_t *);
    } ORDERS[] = {
        {"entries", 2, run_entries},
        {"books", 4, run_books},
        {"seats", 3, run_seats},
        {"rush", 1, run_rush},
    };
    uint64_t numbers[4] = {0};
    struct cv_status status;
    size_t order = 0;

    while (argc > 2 && order < sizeof(ORDERS) / sizeof(ORDERS[0]) &&
           (strcmp(argv[2], ORDERS[order].name) != 0 || argc != 3 + ORDERS[order].numbers))
        order++;
    if (argc < 3 || order == sizeof(ORDERS) / sizeof(ORDERS[0])) {
        (void)fprintf(stderr,
                      "usage: caravan-office-load PORT entries|books|seats|rush NUMBER...\n");
        return 2;
    }
    for (int i = 3; i < argc; i++)
        numbers[i - 3] = (uint64_t)atoll(argv[i]);
    status = crew_open(&crew, (unsigned)atoi(argv[1]));
    if (cv_ok(status))
        ORDERS[order].run(numbers);
    else
        crew_fail(&crew, status.message);
    if (crew.why[0] != '\0')
        (void)fprintf(stderr, "caravan-office-load: %s\n", crew.why);
    crew_close(&crew);
    return crew.why[0] == '\0' ? 0 : 1;
}
