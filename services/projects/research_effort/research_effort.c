#include "caravan/projects/v1/research_effort.pb-c.h"
#include "dossier/dossier.h"

#define NAME            PROGRAMME_NAME "/researchEfforts/@"
#define INSTITUTION_MAX 200

static void read(struct cv_check *check, const void *thing, const char *programme,
                 struct dossier *dossier)
{
    const Caravan__Projects__V1__ResearchEffort *message = thing;

    (void)programme;
    cv_check_id(check, "research_effort.line", message->line, false);
    cv_check_text(check, "research_effort.institution", message->institution, INSTITUTION_MAX,
                  false);
    dossier->line = message->line;
    dossier->party = message->institution;
}

static void wire(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *thing)
{
    Caravan__Projects__V1__ResearchEffort *message = thing;

    (void)arena;
    (void)programme;
    (void)currency;
    message->line = cv_wire_text(dossier->line);
    message->institution = cv_wire_text(dossier->party);
}

const struct dossier_noun research_effort_noun = {
    .kind = DOSSIER_RESEARCH_EFFORT,
    .thing = "research_effort",
    .collection = "researchEfforts",
    .name = NAME,
    .machine = &research_effort_machine,
    .type = &caravan__projects__v1__research_effort__descriptor,
    .read = read,
    .wire = wire,
};

DOSSIER_METHODS(research_effort, ResearchEffort, research_efforts, NAME);
