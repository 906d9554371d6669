// SPDX-License-Identifier: Apache-2.0
#include "client/thread/forms_common.h"

namespace adit::client {
namespace {

constexpr Choice kSubject[] = {
    {"blacklisting", "lost work because of the union, or for speaking up"},
    {"danger", "someone is in danger"},
    {"work", "bad or dangerous work"},
    {"land", "land, water or consent"},
    {"corruption", "bribes or stealing"},
    {"other", "something else"},
};
constexpr Choice kTeller[] = {
    {"own", "my own story"},
    {"asked", "for someone who asked me"},
    {"saw", "I saw or heard it"},
    {"several", "we are several people"},
};
constexpr Choice kPosition[] = {
    {"digger", "I dig or wash ore"},      {"mine", "I work at the mine"},
    {"plant", "at the smelter or plant"}, {"trade", "I drive or trade"},
    {"neighbour", "I live near"},         {"speaker", "I lead or speak for others"},
    {"state", "I work for the state"},    {"other", "something else"},
};
constexpr Choice kSiteKind[] = {
    {"prospecting", "prospecting area"},
    {"artisanal", "artisanal pit"},
    {"cooperative", "cooperative site"},
    {"on-concession", "artisanal digging on a company's concession"},
    {"river", "river dredging or alluvial digging"},
    {"open-pit", "open pit"},
    {"underground", "underground mine"},
    {"brine", "brine field or salar"},
    {"waste-dump", "waste dump"},
    {"tailings", "tailings dam"},
    {"washing", "washing place"},
    {"mill", "crusher or mill"},
    {"depot", "depot or trading house"},
    {"border", "border or roadblock"},
    {"transport", "transport"},
    {"port", "port or warehouse"},
    {"smelter", "smelter"},
    {"refinery", "refinery"},
    {"precursor", "precursor or cathode plant"},
    {"cell", "cell or module plant"},
    {"assembly", "assembly of products"},
    {"recycling", "recycling yard"},
    {"camp", "workers' camp"},
    {"resettlement", "resettlement place"},
    {"water", "river, lake or well"},
    {"office", "office of a company, the state or a court"},
    {"meeting", "meeting or hearing"},
    {"online", "online"},
    {"other", "something else"},
};
constexpr Choice kMinerals[] = {
    {"aluminium", "bauxite, alumina, aluminium"},
    {"chromite", "chromite"},
    {"coal", "coal"},
    {"cobalt", "cobalt (heterogenite)"},
    {"copper", "copper"},
    {"gemstones", "diamonds or other gemstones"},
    {"gold", "gold"},
    {"graphite", "graphite"},
    {"iron", "iron ore or steel"},
    {"lead", "lead"},
    {"lithium-rock", "lithium from rock"},
    {"lithium-brine", "lithium from brine"},
    {"manganese", "manganese"},
    {"mica", "mica"},
    {"molybdenum", "molybdenum"},
    {"nickel-sulphide", "nickel (sulphide)"},
    {"nickel-laterite", "nickel (laterite)"},
    {"niobium", "niobium"},
    {"palladium", "palladium"},
    {"phosphate", "phosphate"},
    {"platinum", "platinum"},
    {"quartz", "quartz or silicon"},
    {"rare-earths", "rare earths"},
    {"sand", "sand or gravel"},
    {"silver", "silver"},
    {"tantalum", "tantalum (coltan)"},
    {"tin", "tin (cassiterite)"},
    {"titanium", "titanium (ilmenite)"},
    {"tungsten", "tungsten (wolframite)"},
    {"uranium", "uranium"},
    {"vanadium", "vanadium"},
    {"zinc", "zinc"},
    {"other", "something else"},
};
constexpr Choice kUrgency[] = {
    {"now", "now"},
    {"this-week", "this week"},
    {"can-wait", "it can wait"},
};
constexpr Choice kHowMany[] = {
    {"only-me", "only me"},
    {"2-5", "2 to 5"},
    {"6-20", "6 to 20"},
    {"more", "more"},
};
constexpr Choice kSource[] = {
    {"saw", "I saw it"},         {"happened", "it happened to me"},    {"told", "someone told me"},
    {"papers", "I have papers"}, {"hearsay", "I heard people say it"},
};
constexpr Choice kShare[] = {
    {"yes", "yes"},
    {"existence", "only that it exists"},
    {"no", "no"},
};
constexpr Choice kUse[] = {
    {"ask", "no, ask me each time"},
    {"numbers", "only as numbers"},
    {"anonymous", "yes, without anything that shows it was me"},
};
constexpr Choice kWriteBack[] = {
    {"yes", "yes"},
    {"urgent", "only if it is urgent"},
    {"no", "no"},
};

using enum AnswerType;
constexpr Question kStart[] = {
    {"s2", text, "Tell what happened, in your own words. You can write in any language.", {}},
    {"s1", pick_one, "What is this about?", kSubject},
    {"s3", pick_one, "Are you telling your own story, or for someone else?", kTeller},
    {"s3_agree",
     yes_no,
     "Does that person know about this report, and agree?",
     {},
     false,
     Condition{"s3", "asked"}},
    {"s4", pick_one, "Where do you stand in this?", kPosition},
};
constexpr Question kPlace[] = {
    {"w1", line, "In which country, and near which place or mine?", {}},
    {"w2", pick_one, "What kind of place is it?", kSiteKind},
    {"w3", pick_many, "What is dug, washed or melted there?", kMinerals},
    {"w4",
     line,
     "Which companies, cooperatives, buyers or agencies are there? Write names as people say them, one at a "
     "time.",
     {},
     true},
    {"w5", when, "When did it happen?", {}},
    {"w5_still", yes_no, "Is it still going on?", {}},
    {"w6",
     text,
     "Do you know where the ore goes next (names of buyers, trucks, depots, plants, tag numbers)?",
     {}},
};
constexpr Question kSafety[] = {
    {"f1", pick_one, "How soon must someone act?", kUrgency},
    {"f2", pick_one, "How many people could know this story?", kHowMany},
    {"f3", text, "Have you told anyone already? Who? What did they do?", {}},
    {"f4", text, "Has anyone tried to stop you or to hide it?", {}},
};
constexpr Question kProof[] = {
    {"p1", pick_many, "How do you know?", kSource},
    {"p4", yes_no, "Is there someone else who could tell this safely? Do not write names now.", {}},
};
constexpr Question kConsent[] = {
    {"k2", pick_one, "May those who read this tell each other?", kShare},
    {"k3", pick_one, "May they use it without asking again?", kUse},
    {"k4", text, "Who must never see it?", {}},
    {"k5", pick_one, "May they write back to you?", kWriteBack},
    {"k6", text, "What do you hope will happen?", {}},
};

}  // namespace

Block start_block() { return {"What happened", kStart}; }
Block place_block() { return {"Where and when", kPlace}; }
Block safety_block() { return {"Safety", kSafety}; }
Block proof_block() { return {"Proof", kProof}; }
Block consent_block() { return {"What may be done with it", kConsent}; }

}  // namespace adit::client
