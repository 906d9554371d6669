# SPDX-License-Identifier: Apache-2.0
"""Each check without which a cheat goes through: where it stands, what is left when it is gone, and the
row of the table that must then fail. A text that is not found means that the check has moved: find it again."""


class Mutation:
    def __init__(self, row, program, file, *edits, beside=None):
        """edits: (old text, new text) pairs, each text exactly once in the file. Without a row: the program is
        a test that must fail. beside: the start of the alarms that others raise in this row, with or without the
        check; no other may be there once it is gone."""
        self.row, self.program, self.file, self.edits, self.beside = row, program, file, edits, beside

    def place(self):
        """Of the program in the build folder."""
        return ("bin/" if self.row else "tests-bin/") + self.program


DESK, ADIT, GATEWAY = "adit-desk", "adit", "adit-gateway"

MUTATIONS = (
    # --- The log ---
    Mutation("rewrite_past", DESK, "client/case/log_reader.cc",
             ("if (out.tree_.root() != checkpoint.root())", "if (false)")),
    Mutation("count_letters", DESK, "client/case/log_reader.cc",
             ("record->letters != open_.letters.size()", "false")),
    Mutation("count_parcels", DESK, "client/case/log_reader.cc",
             ("record->parcels != open_.parcels.size()", "false")),
    Mutation("count_documents", DESK, "client/case/log_reader.cc",
             ("record->documents != open_.documents.size()", "false")),
    Mutation("reorder_kinds", DESK, "client/case/log_reader.cc",
             ("if (list == nullptr || rank(entry[0]) < rank_)", "if (list == nullptr)")),
    Mutation("other_letters_under_the_seal_b", DESK, "client/case/open_epoch.cc",
             ("if (Digest(letters[i].hash().span()) != unread_.letters[i])", "if (false)")),
    Mutation("fewer_letters_under_the_seal_b", DESK, "client/case/open_epoch.cc",
             ("if (letters.size() != unread_.letters.size()) alarm(AlarmKind::mismatch);", "")),
    Mutation("change_cards", DESK, "client/case/epoch_files.cc",
             ("if (sha256(cards) != record.cards_file)", "if (false)"),
             ("if (sha256(cards.first(kCardBytes)) != leaf)", "if (false)")),
    Mutation("leave_out_a", DESK, "client/case/open_epoch.cc",
             ("if (unread_.expected) alarm(AlarmKind::left_out);", "")),
    Mutation("freeze", DESK, "client/case/sync.cc", ("return raise(AlarmKind::late, last, {checkpoint()});", "return {};")),
    Mutation("missing_epochs", DESK, "client/case/sync.cc",
             ("seconds(end_of(*last)) > kLateSeconds", "seconds(end_of(*last)) > 100000 * kLateSeconds"),
             beside="E_GAP answers that the gateway accepted"),  # of the rounds that went with the epochs
    Mutation("swallow_cards", DESK, "client/case/sync.cc",
             ("if (!broken.empty()) ADIT_CHECK(raise(AlarmKind::cards_missing", "if (false) ADIT_CHECK(raise(AlarmKind::cards_missing")),
    Mutation("other_key", DESK, "client/case/sync.cc",
             ("own_key_is_ours_ = own != nullptr && own->public_key() == *shown;", "own_key_is_ours_ = true;")),
    Mutation("fork_with_quorum", DESK, "client/case/open_epoch.cc",
             ("if (!view_known) alarm(AlarmKind::unknown_view);", "")),
    Mutation("swallow_canary", DESK, "client/case/sync.cc",
             ("if (!lost.empty()) ADIT_CHECK(raise(AlarmKind::canary_lost", "if (false) ADIT_CHECK(raise(AlarmKind::canary_lost")),
    Mutation("exchanged_key", DESK, "client/case/state_checks.cc",
             ("if (known && *known != body.key) accuse_key(who, bytes);", "")),
    Mutation("own_key_reused", DESK, "client/case/state_checks.cc",
             ("if (reused || is_twice(body.key)) accuse_key(who, bytes);", "(void)reused;"),
             beside=("E_GAP the gateway left out the epochs", "E_QUORUM too few witnesses")),  # three weeks in one step
    Mutation("bad_for_reporters", DESK, "client/case/shown_state.cc",
             ("refuse(shown.error().code, bundle->checkpoint);", "")),
    # --- The state ---
    Mutation("fork_without_quorum", ADIT, "crypto/state.cc",
             ("if (times.size() < directory.quorum)", "if (times.empty())"), ("if (near < directory.quorum)", "if (false)")),
    Mutation("stale", ADIT, "crypto/state.cc",
             ("if (seconds(local) - seconds(median) > fresh) return fail(Errc::checkpoint_stale);", "")),
    Mutation("unlogged_key", ADIT, "crypto/state.cc", ("if (record.state_hash != bundle.state_hash())", "if (false)")),
    Mutation("two_keys", ADIT, "crypto/state.cc", ("if (!fresh) return fail(Errc::state_mismatch);", "(void)fresh;")),
    Mutation("rolled_back", DESK, "crypto/state.cc",
             ("if (memory.directory_seq && directory.body().seq < *memory.directory_seq)", "if (false)"),
             beside="E_FORK the gateway shows a history"),  # the older directory is in an older log
    # --- Signatures: the result of each verification (V6) ---
    Mutation("forged_key", ADIT, "crypto/sign_verify.cc", ("signature.data(), message.data(), message.size(), key.data()) != 0",
                                                           "signature.data(), message.data(), message.size(), key.data()) == 7")),
    Mutation("counted_twice", ADIT, "crypto/council.cc",
             ("!verify_document(type, dep, body, council.members[index].key, signature)", "false")),
    Mutation("too_few", ADIT, "crypto/council.cc", ("return valid >= council.k;", "return valid >= 1;")),
    Mutation("another_type", ADIT, "crypto/sign_verify.cc", ("!= 0) {", "== 7) {")),
    Mutation("another_council", ADIT, "crypto/council.cc", 
             ("if (deployment_of(envelope.body) != dep) return fail(Errc::genesis_mismatch);", ""),
             ("!has_threshold(envelope.signatures, body, DocumentType::council, dep, envelope.body)) {", "false) {")),
    # --- Letters and answers ---
    Mutation("other_text", DESK, "crypto/letter_open.cc",
             ("if (!ct::equal(expected.span(), channel.slots[slot].tag.span()))", "if (false)")),
    Mutation("bad_slot", DESK, "crypto/letter_open.cc", ("return key && is_for(*key) ?", "return key ?")),
    Mutation("in_anothers_name", ADIT, "crypto/card_open.cc",
             ("!ct::equal(grant.span(), content.grant.span()) ||", ""),
             ("!ct::equal(tag->span(), content.tag.span()))", "false)")),
    Mutation("not_addressed", ADIT, "crypto/card_open.cc",
             ("!ct::equal(grant.span(), content.grant.span()) ||", "")),
    Mutation("hostile_text", DESK, "client/terminal/inert.cc", ("out += mark_of(c);", "out += letter;")),
    # A signature that does not say for what it was given: the signer is in the same program (V1).
    Mutation(None, "test_swapped", "crypto/sign_verify.cc", ("append(out, as_bytes(type_name(type)));", "")),
    Mutation(None, "test_swapped", "crypto/sign_verify.cc", ("append(out, dep.span());", "")),
    # --- The gateway's own ---
    Mutation("second_key", GATEWAY, "gateway/documents.cc",
             ("if (!in_time || revoked || bulletins_.contains({body.rid, body.week})) return refused;",
              "if (!in_time || revoked) return refused;")),
    Mutation("key_of_another", GATEWAY, "gateway/documents.cc", ("if (copied) return refused;", "(void)copied;")),
)
