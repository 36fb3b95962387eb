#include "caravan/projects/v1/certification.pb-c.h"
#include "dossier/dossier.h"

#include <string.h>

#define NAME       PROGRAMME_NAME "/certifications/@"
#define GRADE_MAX  40
#define ISSUER_MAX 200

#define KIND(name) CARAVAN__PROJECTS__V1__CERTIFICATION_KIND__CERTIFICATION_KIND_##name

static bool is_one_of(char c, const char *these)
{
    return c != '\0' && strchr(these, c) != NULL;
}

static void check_grade(struct cv_check *check, int64_t kind, const char *grade)
{
    bool two = strlen(grade) == 2;

    cv_check_text(check, "certification.grade", grade, GRADE_MAX, false);
    if (kind == KIND(VILLAGE_MODEL) && grade[0] != '\0')
        cv_check_fail(check, "certification.grade", "a VILLAGE_MODEL has no grade");
    if (kind == KIND(SCENIC_AREA) && (!two || !is_one_of(grade[0], "12345") || grade[1] != 'A'))
        cv_check_fail(check, "certification.grade", "the grade of a SCENIC_AREA is 1A to 5A");
    if (kind == KIND(HOSPITAL_GRADE) &&
        (!two || !is_one_of(grade[0], "123") || !is_one_of(grade[1], "ABC")))
        cv_check_fail(check, "certification.grade",
                      "a HOSPITAL_GRADE is a level 1 to 3 and a grade A to C, such as 3A");
}

static void read(struct cv_check *check, const void *thing, const char *programme,
                 struct dossier *dossier)
{
    const Caravan__Projects__V1__Certification *message = thing;

    cv_field_enum(check, "certification.kind",
                  &caravan__projects__v1__certification_kind__descriptor, message->kind, true);
    check_grade(check, message->kind, message->grade);
    cv_check_text(check, "certification.issuer", message->issuer, ISSUER_MAX, false);
    dossier->kind = message->kind;
    dossier->grade = message->grade;
    dossier->party = message->issuer;
    dossier->related = dossier_related_id(check, "certification.supersedes", message->supersedes,
                                          &certification_noun, programme, false);
}

static void wire(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *thing)
{
    Caravan__Projects__V1__Certification *message = thing;

    (void)currency;
    message->kind = (Caravan__Projects__V1__CertificationKind)dossier->kind;
    message->grade = cv_wire_text(dossier->grade);
    message->issuer = cv_wire_text(dossier->party);
    message->supersedes = dossier_name(arena, &certification_noun, programme, dossier->related);
}

const struct dossier_noun certification_noun = {
    .kind = DOSSIER_CERTIFICATION,
    .thing = "certification",
    .collection = "certifications",
    .name = NAME,
    .machine = &certification_machine,
    .type = &caravan__projects__v1__certification__descriptor,
    .kinds = &caravan__projects__v1__certification_kind__descriptor,
    .needs_subject = true,
    .related = DOSSIER_CERTIFICATION,
    .related_field = "supersedes",
    .read = read,
    .wire = wire,
};

DOSSIER_METHODS(certification, Certification, certifications, NAME);
