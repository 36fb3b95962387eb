#include "caravan/projects/v1/milestone.pb-c.h"
#include "dossier/dossier.h"
#include "milestone/slip.h"

#define NAME PROGRAMME_NAME "/milestones/@"

static void read(struct cv_check *check, const void *thing, const char *programme,
                 struct dossier *dossier)
{
    const Caravan__Projects__V1__Milestone *message = thing;

    (void)programme;
    dossier->planned_on =
        cv_wire_date_read(check, "milestone.planned_date", message->planned_date, true);
}

static void wire(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *thing)
{
    Caravan__Projects__V1__Milestone *message = thing;
    struct slip slip = slip_of(dossier);

    (void)programme;
    (void)currency;
    message->planned_date = cv_wire_date(arena, dossier->planned_on);
    message->forecast_date = cv_wire_date(arena, slip.forecast_on);
    message->actual_date = cv_wire_date(arena, slip.actual_on);
    message->slip_days = slip.days;
}

const struct dossier_noun milestone_noun = {
    .kind = DOSSIER_MILESTONE,
    .thing = "milestone",
    .collection = "milestones",
    .name = NAME,
    .machine = &milestone_machine,
    .type = &caravan__projects__v1__milestone__descriptor,
    .needs_project = true,
    .read = read,
    .wire = wire,
};

DOSSIER_METHODS(milestone, Milestone, milestones, NAME);
