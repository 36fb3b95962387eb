#include "report_entry/stake.h"

#include <stdlib.h>
#include <string.h>

/* All of it in one share. */
static void take_whole(struct stake *stake, bool counts)
{
    stake->shares[0] = SPLIT_WHOLE;
    stake->count = counts ? 1 : 0;
    stake->partial = counts;
}

static void take_sectors(struct stake *stake, const struct project *project)
{
    for (size_t i = 0; i < project->sector_count; i++) {
        stake->shares[i] = project->sectors[i].share_bp;
        if (strcmp(project->sectors[i].code, stake->figure->key) == 0) {
            stake->at = i;
            stake->partial = true;
        }
    }
    stake->count = stake->partial ? project->sector_count : 0;
}

static void take_sites(struct stake *stake, const struct project *project)
{
    for (size_t i = 0; i < project->site_count; i++) {
        stake->shares[i] = project->sites[i].share_bp;
        if (strcmp(project->sites[i].id, stake->figure->key) == 0) {
            stake->at = i;
            stake->partial = true;
        }
    }
    stake->count = stake->partial ? project->site_count : 0;
    if (project->site_count == 0)
        take_whole(stake, stake->figure->key[0] == '\0');
}

void stake_make(const struct money_figure *figure, const struct project *project,
                struct stake *stake)
{
    *stake = (struct stake){.figure = figure};
    switch (figure->by) {
    case MONEY_BY_SECTOR:
        take_sectors(stake, project);
        break;
    case MONEY_BY_SITE:
        take_sites(stake, project);
        break;
    case MONEY_BY_PROJECT:
        take_whole(stake, strcmp(project->id, figure->key) == 0);
        break;
    case MONEY_BY_PARTNER:
        take_whole(stake, strcmp(project->partner, figure->key) == 0);
        break;
    default:
        take_whole(stake, true);
        break;
    }
}

enum stake_role stake_role(const struct money_figure *figure, const char *site, int32_t year)
{
    if (figure->by == MONEY_BY_SITE && site[0] != '\0')
        return strcmp(site, figure->key) == 0 ? STAKE_WHOLE : STAKE_NONE;
    if (figure->by == MONEY_BY_YEAR && year != strtol(figure->key, NULL, 10))
        return STAKE_NONE;
    return STAKE_DIVIDED;
}

int64_t stake_part(const struct stake *stake, int64_t minor)
{
    int64_t parts[SPLIT_MAX];

    if (stake->count == 0)
        return 0;
    split(minor, stake->shares, stake->count, parts);
    return parts[stake->at];
}
