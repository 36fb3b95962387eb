#include "sort/missort.h"

bool missort_hub(const struct missort_facts *facts)
{
    return facts->inbound_here && facts->parcel_prefecture != 0 && !facts->served_from_here;
}

bool missort_bag(const struct missort_facts *facts)
{
    return facts->parcel_prefecture != 0 && facts->bag_prefecture != 0 &&
           facts->parcel_prefecture != facts->bag_prefecture;
}

bool missort_divert(const struct missort_facts *facts)
{
    return facts->assigned_chute != 0 && facts->diverted_chute != 0 &&
           facts->assigned_chute != facts->diverted_chute;
}

enum missort missort_check(const struct missort_facts *facts)
{
    if (missort_hub(facts))
        return MISSORT_HUB;
    if (missort_bag(facts))
        return MISSORT_BAG;
    if (facts->bag_prefecture == 0 && missort_divert(facts))
        return MISSORT_DIVERT;
    return MISSORT_NONE;
}
