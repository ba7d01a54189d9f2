// Saves and restores the state of objects. One function of a class names its parts, for both directions:
//
//   void Average::archive(base::Archive& archive) {
//     archive.number("steps", steps_);
//     archive.values("sums", std::span(sums_));
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace seqlab::base {

enum class ArchivedType { u8, u64, f32, f64 };

template <typename T>
constexpr ArchivedType archived_type() {
  if constexpr (std::is_same_v<T, float>) return ArchivedType::f32;
  if constexpr (std::is_same_v<T, double>) return ArchivedType::f64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return ArchivedType::u64;
  if constexpr (std::is_same_v<T, std::byte>) return ArchivedType::u8;
}

// Every part has a name that is unique within its scopes. An object that is restored has the options and
// sizes of the one that was saved.
class Archive {
 public:
  virtual ~Archive() = default;

  // Whether parts are restored, not saved.
  [[nodiscard]] virtual bool restores() const = 0;

  void number(std::string_view name, std::uint64_t& value) {
    item(full_name(name), ArchivedType::u64, std::as_writable_bytes(std::span(&value, 1)));
  }
  void number(std::string_view name, double& value) {
    item(full_name(name), ArchivedType::f64, std::as_writable_bytes(std::span(&value, 1)));
  }
  void flag(std::string_view name, bool& value);
  // A number that is at most `most` when it is restored.
  void count(std::string_view name, std::uint64_t& value, std::uint64_t most);
  void text(std::string_view name, std::string& value);
  // Pairs of texts, such as the facts of a model.
  void texts(std::string_view name, std::vector<std::pair<std::string, std::string>>& pairs);
  // Numbers whose count the object knows. What is saved must stay in its place until the archive is done.
  template <typename T>
  void values(std::string_view name, std::span<T> values) {
    array(full_name(name), archived_type<T>(), std::as_writable_bytes(values));
  }

  // Names within a scope begin with its name and a dot.
  class Scope {
   public:
    Scope(Archive& archive, std::string_view name) : archive_(archive), before_(archive.prefix_.size()) {
      archive.prefix_.append(name).push_back('.');
    }
    ~Scope() { archive_.prefix_.resize(before_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Archive& archive_;
    std::size_t before_;
  };

 protected:
  // Both save the bytes of numbers, or overwrite them; the archive copies those of an item. Where nothing of
  // this name, type and size was saved, they throw.
  virtual void item(std::string name, ArchivedType type, std::span<std::byte> bytes) = 0;
  virtual void array(std::string name, ArchivedType type, std::span<std::byte> bytes) = 0;
  // Throws for a restored part that the object cannot take.
  [[noreturn]] virtual void refuse(const std::string& name) const = 0;

 private:
  [[nodiscard]] std::string full_name(std::string_view name) const { return prefix_ + std::string(name); }

  std::string prefix_;
};

// A state in memory. save() and restore() call object.archive(); the object that is restored is the one that
// was saved, or one like it.
class Snapshot {
 public:
  template <class Object>
  void save(Object& object) {
    Saving archive(bytes_);
    object.archive(archive);
  }
  template <class Object>
  void restore(Object& object) const {
    Restoring archive(bytes_);
    object.archive(archive);
  }
  // To archive it in turn. most: the largest number of bytes that is restored.
  void archive(Archive& archive, std::uint64_t most);

 private:
  class Saving final : public Archive {
   public:
    explicit Saving(std::vector<std::byte>& bytes) : bytes_(bytes) { bytes.clear(); }
    [[nodiscard]] bool restores() const override { return false; }

   protected:
    void item(std::string name, ArchivedType type, std::span<std::byte> bytes) override;
    void array(std::string name, ArchivedType type, std::span<std::byte> bytes) override;
    [[noreturn]] void refuse(const std::string& name) const override;

   private:
    std::vector<std::byte>& bytes_;
  };

  class Restoring final : public Archive {
   public:
    explicit Restoring(std::span<const std::byte> bytes) : rest_(bytes) {}
    [[nodiscard]] bool restores() const override { return true; }

   protected:
    void item(std::string name, ArchivedType type, std::span<std::byte> bytes) override;
    void array(std::string name, ArchivedType type, std::span<std::byte> bytes) override;
    [[noreturn]] void refuse(const std::string& name) const override;

   private:
    std::span<const std::byte> rest_;
  };

  std::vector<std::byte> bytes_;
};

}  // namespace seqlab::base
