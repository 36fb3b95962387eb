#include "training_report/outcome_report.h"

#include "base/arena.h"
#include "service/withhold.h"

static const struct {
    enum outcome_column first;
    size_t columns;
    enum outcome_block of; /* which it says more about; itself: none */
} BLOCKS[] = {
    [OUTCOME_RESPONSE] = {OUTCOME_ANSWERED, 3, OUTCOME_RESPONSE},
    [OUTCOME_ANSWERS] = {OUTCOME_EMPLOYED, 5, OUTCOME_RESPONSE},
};

static struct cv_withhold_cell cell_of(const struct outcome_row *row, enum outcome_block block)
{
    struct cv_withhold_cell cell = {.withheld = row->withheld[BLOCKS[block].of]};

    for (size_t i = 0; i < BLOCKS[block].columns; i++)
        cell.counts[i] = row->counts[BLOCKS[block].first + i];
    return cell;
}

/* `rows` of one mark, the last of which is all of them. */
static void withhold_mark(struct cv_withhold_cell *cells, struct outcome_row *rows, size_t count,
                          enum outcome_block block)
{
    struct cv_withhold_group group = {cell_of(&rows[count - 1], block), cells, count - 1};

    for (size_t i = 0; i + 1 < count; i++)
        cells[i] = cell_of(&rows[i], block);
    cv_withhold_flat(&group, &cv_withhold_people);
    for (size_t i = 0; i + 1 < count; i++)
        rows[i].withheld[block] = cells[i].withheld;
    rows[count - 1].withheld[block] = group.whole.withheld;
}

void outcome_report_withhold(struct cv_arena *arena, struct outcome_report *report)
{
    struct cv_withhold_cell *cells = cv_arena_array(arena, report->count + 1, sizeof(*cells));
    size_t end;

    if (cells == NULL)
        return;
    for (size_t at = 0; at < report->count; at = end) {
        for (end = at; end < report->count && report->rows[end].mark == report->rows[at].mark;)
            end++;
        for (size_t block = 0; block < OUTCOME_BLOCKS; block++)
            withhold_mark(cells, &report->rows[at], end - at, (enum outcome_block)block);
    }
}
