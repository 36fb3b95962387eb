#include "training_report/exchanges_report.h"

#include <string.h>

/* n / d, rounded half to even; d > 0. */
static int64_t divide(__int128 n, __int128 d)
{
    __int128 whole = n / d;
    __int128 rest = n % d;

    if (rest < 0) {
        rest += d;
        whole--;
    }
    if (2 * rest > d || (2 * rest == d && whole % 2 != 0))
        whole++;
    return (int64_t)whole;
}

int64_t exam_mean(const struct exam_line *exam)
{
    return divide(exam->points, exam->candidates);
}

static struct exam_change compare(const struct exam_line *from, const struct exam_line *to)
{
    struct exam_change change = {
        .from = from,
        .to = to,
        .comparable = from->paper[0] != '\0' && strcmp(from->paper, to->paper) == 0,
        .withheld = from->withheld || to->withheld,
    };

    if (change.comparable && !change.withheld)
        change.change = divide((__int128)to->points * from->candidates -
                                   (__int128)from->points * to->candidates,
                               (__int128)from->candidates * to->candidates);
    return change;
}

void exam_compare(struct cv_arena *arena, struct exchanges_report *report)
{
    const struct exam_line *first = report->exams;

    report->changes = cv_arena_array(arena, 2 * report->exam_count + 1, sizeof(*report->changes));
    if (report->changes == NULL)
        return;
    for (size_t i = 0; i < report->exam_count; i++)
        report->exams[i].withheld = report->exams[i].candidates < REPORT_PEOPLE_LEAST;
    for (size_t i = 0; i < report->exam_count; i++) {
        const struct exam_line *exam = &report->exams[i];
        bool last = i + 1 == report->exam_count || strcmp(exam[1].subject, exam->subject) != 0;

        if (strcmp(exam->subject, first->subject) != 0)
            first = exam;
        if (exam > first)
            report->changes[report->change_count++] = compare(exam - 1, exam);
        if (last && exam - first > 1)
            report->changes[report->change_count++] = compare(first, exam);
    }
}
