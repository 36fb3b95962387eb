#include "progress.h"

#include "base/clock.h"

#include <unistd.h>

#define PATIENCE_NS CV_NS_PER_S
#define REFRESH_NS  (100 * CV_NS_PER_MS)
#define BAR         30
#define BLOCK       6 /* that wanders when nobody knows how long it takes */

void progress_start(struct progress *progress, const char *label, FILE *out)
{
    *progress = (struct progress){
        .out = isatty(fileno(out)) ? out : NULL,
        .label = label,
        .start_ns = cv_clock_ns(),
    };
}

static void draw(char bar[BAR + 1], uint64_t from, uint64_t to)
{
    for (uint64_t i = 0; i < BAR; i++)
        bar[i] = i >= from && i < to ? '#' : '-';
    bar[BAR] = '\0';
}

void progress_show(struct progress *progress, uint64_t done, uint64_t total)
{
    uint64_t now_ns = cv_clock_ns();
    uint64_t ran_ns = now_ns - progress->start_ns;
    uint64_t from = ran_ns / REFRESH_NS % (BAR - BLOCK + 1);
    char bar[BAR + 1];

    if (progress->out == NULL || ran_ns < PATIENCE_NS ||
        (progress->shown_ns > 0 && now_ns - progress->shown_ns < REFRESH_NS))
        return;
    progress->shown_ns = now_ns;
    if (total > 0)
        draw(bar, 0, done >= total ? BAR : done * BAR / total);
    else
        draw(bar, from, from + BLOCK);
    (void)fprintf(progress->out, "\r%s [%s] ", progress->label, bar);
    if (total > 0)
        (void)fprintf(progress->out, "%3u %%  ",
                      (unsigned)(done >= total ? 100 : done * 100 / total));
    (void)fprintf(progress->out, "%u s", (unsigned)(ran_ns / CV_NS_PER_S));
    (void)fflush(progress->out);
}

void progress_end(struct progress *progress)
{
    if (progress->shown_ns > 0)
        (void)fputs("\r\033[K", progress->out); /* to the start of the line, and erase it */
    progress->shown_ns = 0;
    if (progress->out != NULL)
        (void)fflush(progress->out);
}
