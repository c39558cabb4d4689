// The binary form of a tree: each value in the order of the file. A head says what it is and how long, then
// come the lines since the value before it, its column, and its text, items or entries (a key is written as a
// text). Numbers take 7 bits a byte, low ones first.
#include <algorithm>
#include <cstdint>

#include "conversions/text/yaml_tree.hpp"

namespace stepdown::yaml {

namespace {

enum class Kind : std::uint32_t { plain, quoted, list, mapping };

class Writer {
public:
    void write(const Node& node) {
        if (const auto* scalar = std::get_if<Scalar>(&node.value)) {
            write(*scalar, node.place);
        } else if (const auto* list = std::get_if<Sequence>(&node.value)) {
            head(Kind::list, list->items.size(), node.place);
            for (const Node& item : list->items) write(item);
        } else {
            const auto& entries = std::get<Mapping>(node.value).entries;
            head(Kind::mapping, entries.size(), node.place);
            for (const Entry& entry : entries) {
                write(entry.key, entry.place);
                write(entry.value);
            }
        }
    }
    std::string take() && { return std::move(out_); }

private:
    void write(const Scalar& scalar, const Spot& place) {
        head(scalar.quoted ? Kind::quoted : Kind::plain, scalar.text.size(), place);
        out_ += scalar.text;
    }
    void head(Kind kind, std::size_t size, const Spot& place) {
        number(static_cast<std::uint32_t>(size) << 2U | static_cast<std::uint32_t>(kind));
        const auto lines = static_cast<std::uint32_t>(place.line - line_);  // wraps around for a step back
        line_ = place.line;
        number(lines);
        number(static_cast<std::uint32_t>(place.column));
    }
    void number(std::uint32_t value) {
        for (; value >= 0x80; value >>= 7U) out_ += static_cast<char>((value & 0x7FU) | 0x80U);
        out_ += static_cast<char>(value);
    }

    std::string out_;
    int line_ = 0;
};

class Reader {
public:
    Reader(std::string_view bytes, const std::string& file)
        : bytes_(bytes), file_(std::make_shared<const std::string>(file)) {}

    void read(Node& node, int level) {
        const Head head = this->head(node.place);
        switch (head.kind) {
            case Kind::list: {
                auto& items = node.value.emplace<Sequence>().items;
                items.resize(fitting(head.size, level));
                for (Node& item : items) read(item, level + 1);
                break;
            }
            case Kind::mapping: {
                auto& entries = node.value.emplace<Mapping>().entries;
                entries.resize(fitting(head.size, level));
                for (Entry& entry : entries) {
                    read_text(this->head(entry.place), entry.key);
                    read(entry.value, level + 1);
                }
                break;
            }
            default:
                read_text(head, *std::get_if<Scalar>(&node.value));
        }
    }

private:
    struct Head {
        Kind kind;
        std::size_t size;
    };

    Head head(Spot& place) {
        const std::uint32_t word = number();
        line_ += number();
        place.file = file_;
        place.line = static_cast<int>(line_);
        place.column = static_cast<int>(number());
        return {static_cast<Kind>(word & 3U), word >> 2U};
    }
    void read_text(Head head, Scalar& scalar) {
        const std::size_t size = std::min(head.size, bytes_.size() - at_);
        scalar.text.assign(bytes_.data() + at_, size);
        scalar.quoted = head.kind == Kind::quoted;
        at_ += size;
    }
    std::uint32_t number() {
        std::uint32_t value = 0;
        for (unsigned shift = 0; shift < 32 && at_ < bytes_.size(); shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes_[at_++]);
            value |= static_cast<std::uint32_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) break;
        }
        return value;
    }
    /// Each item takes three bytes at least: more than that cannot be there, whatever damaged bytes say.
    std::size_t fitting(std::size_t count, int level) const {
        return level > deepest_level ? 0 : std::min(count, (bytes_.size() - at_) / 3);
    }

    std::string_view bytes_;
    std::shared_ptr<const std::string> file_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 0;
};

}  // namespace

std::string to_binary(const Node& node) {
    Writer writer;
    writer.write(node);
    return std::move(writer).take();
}

Node from_binary(std::string_view bytes, const std::string& file) {
    Node root;
    Reader(bytes, file).read(root, 1);
    return root;
}

}  // namespace stepdown::yaml
