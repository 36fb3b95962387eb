/* Checks and wire forms that the nouns of the Engagement service share: who, why, and which days as
 * known when. */
#ifndef PROJECTS_ENGAGEMENT_FIELD_H
#define PROJECTS_ENGAGEMENT_FIELD_H

#include "engagement_view.h"
#include "field.h"

/* Empty dates and times choose nothing: all days, as it is known now. */
void engagement_view_read(struct cv_check *check, const Google__Type__Date *from,
                          const Google__Type__Date *through,
                          const Google__Protobuf__Timestamp *known_at,
                          struct engagement_view *view);

#endif
