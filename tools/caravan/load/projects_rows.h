/* The books of a programme as rows of an import: projects with their budgets, money that waits for
 * approval, and what was observed. All of a row follows from its number.
 *
 * Memory   A row holds all that its message points at. */
#ifndef CARAVAN_LOAD_PROJECTS_ROWS_H
#define CARAVAN_LOAD_PROJECTS_ROWS_H

#include "caravan/projects/v1/projects.pb-c.h"
#include "work.h"

#define LOAD_PROGRAMME  "programmes/load"
#define LOAD_LINES_EACH 4 /* budget lines of a project */
#define LOAD_INDICATORS 20
#define LOAD_IMPORT_MAX 10000 /* rows in one call */

/* One row of an import, and all that it points at: not to be moved. */
struct projects_row {
    Caravan__Projects__V1__ImportRow row;
    union {
        struct {
            Caravan__Projects__V1__CreateProjectRequest create;
            Caravan__Projects__V1__Project project;
            Caravan__Projects__V1__SectorShare sector, *sectors[1];
            Caravan__Projects__V1__Site site, *sites[1];
        } project;
        struct {
            Caravan__Projects__V1__CreateBudgetLineRequest create;
            Caravan__Projects__V1__BudgetLine line;
        } line;
        struct {
            Caravan__Projects__V1__CreateCommitmentRequest create;
            Caravan__Projects__V1__Commitment commitment;
        } commitment;
        struct {
            Caravan__Projects__V1__CreateDisbursementRequest create;
            Caravan__Projects__V1__Disbursement disbursement;
        } disbursement;
        struct {
            Caravan__Projects__V1__CreateIndicatorRequest create;
            Caravan__Projects__V1__Indicator indicator;
        } indicator;
        struct {
            Caravan__Projects__V1__CreateObservationRequest create;
            Caravan__Projects__V1__Observation observation;
        } observation;
        struct {
            Caravan__Projects__V1__CreateProgrammeRequest create;
            Caravan__Projects__V1__Programme programme;
        } programme;
    };
    Google__Type__Date day, last;
    Caravan__Common__V1__Money money;
    char id[24], parent[LOAD_NAME_SIZE], other[2 * LOAD_NAME_SIZE];
};

/* Make the n-th row of its kind, among so many projects. Lines go round the projects, entries
 * round the lines. */
typedef void projects_put(struct projects_row *row, uint64_t n, uint64_t projects);
projects_put projects_put_programme;
projects_put projects_put_project;
projects_put projects_put_line;
projects_put projects_put_commitment;
projects_put projects_put_disbursement; /* half of what the commitment of that number promises */
projects_put projects_put_indicator;
projects_put projects_put_observation;
/* Of which day that is, for load_day(). Its indicator is that of n % LOAD_INDICATORS. */
uint64_t projects_observed_on(uint64_t n);

#endif
