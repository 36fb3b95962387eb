#include "caravan/projects/v1/enterprise.pb-c.h"
#include "dossier/dossier.h"

#define NAME PROGRAMME_NAME "/enterprises/@"

static void read(struct cv_check *check, const void *thing, const char *programme,
                 struct dossier *dossier)
{
    const Caravan__Projects__V1__Enterprise *message = thing;

    (void)programme;
    cv_field_enum(check, "enterprise.kind", &caravan__projects__v1__enterprise_kind__descriptor,
                  message->kind, true);
    cv_check_id(check, "enterprise.line", message->line, false);
    dossier->kind = message->kind;
    dossier->line = message->line;
}

static void wire(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *thing)
{
    Caravan__Projects__V1__Enterprise *message = thing;

    (void)arena;
    (void)programme;
    (void)currency;
    message->kind = (Caravan__Projects__V1__EnterpriseKind)dossier->kind;
    message->line = cv_wire_text(dossier->line);
}

const struct dossier_noun enterprise_noun = {
    .kind = DOSSIER_ENTERPRISE,
    .thing = "enterprise",
    .collection = "enterprises",
    .name = NAME,
    .machine = &enterprise_machine,
    .type = &caravan__projects__v1__enterprise__descriptor,
    .kinds = &caravan__projects__v1__enterprise_kind__descriptor,
    .needs_subject = true,
    .read = read,
    .wire = wire,
};

DOSSIER_METHODS(enterprise, Enterprise, enterprises, NAME);
