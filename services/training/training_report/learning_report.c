#include "training_report/learning_report.h"

#include "base/arena.h"
#include "service/withhold.h"

static const struct block {
    enum learning_column first;
    size_t columns;
    enum learning_block of; /* which it says more about; itself: none */
} BLOCKS[] = {
    [LEARNING_SEATS] = {LEARNING_PARTICIPATIONS, 2, LEARNING_SEATS},
    [LEARNING_COMPLETION] = {LEARNING_COMPLETED, 3, LEARNING_SEATS},
    [LEARNING_ENDS] = {LEARNING_FAILED, 5, LEARNING_COMPLETION},
    [LEARNING_ATTENDANCE] = {LEARNING_ATTENDANCES, 4, LEARNING_ATTENDANCE},
    [LEARNING_CERTIFIED_BLOCK] = {LEARNING_CERTIFICATES, 7, LEARNING_CERTIFIED_BLOCK},
    [LEARNING_ASSESSMENT] = {LEARNING_RESULTS, 4, LEARNING_ASSESSMENT},
};

static struct cv_withhold_cell cell_of(const struct learning_row *row, const struct block *block)
{
    struct cv_withhold_cell cell = {.withheld = row->withheld[block->of]};

    for (size_t i = 0; i < block->columns; i++)
        cell.counts[i] = row->counts[block->first + i];
    return cell;
}

static void lay_out(struct cv_withhold_table *table, const struct learning_report *report,
                    const struct block *block)
{
    size_t part = 0;

    table->total = cell_of(&report->total, block);
    for (size_t i = 0; i < report->group_count; i++) {
        struct cv_withhold_group *group = &table->groups[i];

        *group =
            (struct cv_withhold_group){cell_of(&report->groups[i], block), table->parts + part, 0};
        for (; part < report->course_count && report->courses[part].group == &report->groups[i];
             part++)
            group->parts[group->count++] = cell_of(&report->courses[part], block);
    }
}

static void take(struct learning_report *report, const struct cv_withhold_table *table,
                 enum learning_block block)
{
    report->total.withheld[block] = table->total.withheld;
    for (size_t i = 0; i < report->group_count; i++)
        report->groups[i].withheld[block] = table->groups[i].whole.withheld;
    for (size_t i = 0; i < report->course_count; i++)
        report->courses[i].withheld[block] = table->parts[i].withheld;
}

void learning_report_withhold(struct cv_arena *arena, struct learning_report *report)
{
    struct cv_withhold_table table = {
        .groups = cv_arena_array(arena, report->group_count + 1, sizeof(*table.groups)),
        .group_count = report->group_count,
        .parts = cv_arena_array(arena, report->course_count + 1, sizeof(*table.parts)),
        .part_count = report->course_count,
    };

    if (table.groups == NULL || table.parts == NULL)
        return;
    for (size_t i = 0; i < LEARNING_BLOCKS; i++) {
        lay_out(&table, report, &BLOCKS[i]);
        cv_withhold(&table, &cv_withhold_people);
        take(report, &table, (enum learning_block)i);
    }
}
