#include "references.h"

#include "budget_line/budget_line.h"
#include "donation/donation.h"
#include "partner/partner_store.h"
#include "programme/programme_store.h"

static struct cv_status find_programme(struct cv_books *books, const struct cv_id *ids)
{
    struct programme_ref programme;

    return programme_find(books, ids[0].text, &programme);
}

static struct cv_status find_partner(struct cv_books *books, const struct cv_id *ids)
{
    struct programme_ref programme;
    struct cv_status status = programme_find(books, ids[0].text, &programme);
    struct cv_uuid uid;

    return cv_ok(status) ? partner_find(books, programme.uid, ids[1].text, NULL, &uid) : status;
}

static struct cv_status find_project(struct cv_books *books, const struct cv_id *ids)
{
    struct project_ref project;

    return project_find(books, ids[0].text, ids[1].text, NULL, &project);
}

static struct cv_status find_budget_line(struct cv_books *books, const struct cv_id *ids)
{
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);
    struct cv_uuid uid;

    return cv_ok(status) ? budget_line_find(books, &project, ids[2].text, NULL, &uid) : status;
}

const struct cv_reference_kind projects_references[] = {
    {PROGRAMME_NAME, find_programme},
    {PARTNER_NAME, find_partner},
    {PROJECT_NAME, find_project},
    {BUDGET_LINE_NAME, find_budget_line},
    {NULL, NULL},
};

#define CONSIGNMENT "consignments/@"

const struct cv_reference_field projects_named[] = {
    {&caravan__projects__v1__donation__descriptor, "reference", CONSIGNMENT, "logistics"},
    {&caravan__projects__v1__donation_movement__descriptor, "reference", CONSIGNMENT, "logistics"},
    {NULL, NULL, NULL, NULL},
};
